"""Documents for those who look after a network: a letter and firewall lists."""
