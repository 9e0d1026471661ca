"""What the portal is measured against: the least that does the same, with nothing of ours but the tables."""
