"""Everything that listens, understands and replies.

Importing this package lets Rasa be imported without TensorFlow (see `bot.without_tensorflow`).
"""

from bot.without_tensorflow import answer_for_tensorflow

answer_for_tensorflow()
