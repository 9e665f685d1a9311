"""All actions, for those who run them in their own process."""

from __future__ import annotations

from actions.answer import Answer
from actions.base import ResourcefulAction
from actions.change_language import ChangeLanguage
from actions.check_follow_up import CheckFollowUp
from actions.check_myself import CheckMyself
from actions.check_ports import CheckPorts
from actions.clarify import Clarify
from actions.export_gateways import ExportGateways
from actions.follow_up import FollowUp
from actions.hand_over import HandOver
from actions.offer_articles import OfferArticles
from actions.read_evidence import ReadEvidence
from actions.resources import Resources
from actions.walk_steps import WalkSteps
from actions.write_letter import WriteLetter

ACTIONS: tuple[type[ResourcefulAction], ...] = (
    Answer,
    ChangeLanguage,
    CheckFollowUp,
    CheckMyself,
    CheckPorts,
    Clarify,
    ExportGateways,
    FollowUp,
    HandOver,
    OfferArticles,
    ReadEvidence,
    WalkSteps,
    WriteLetter,
)


def create_actions(resources: Resources) -> list[ResourcefulAction]:
    """Return one instance of each action."""
    return [action(resources) for action in ACTIONS]
