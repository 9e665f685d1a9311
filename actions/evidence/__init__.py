"""What is known of a connection, from our server, from people's browsers and computers."""
