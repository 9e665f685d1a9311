"""Several workers on one machine, behind a load balancer, with the databases that they share."""
