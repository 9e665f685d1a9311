"""Looking at listed gateways from this machine: the prober and what it is made of."""
