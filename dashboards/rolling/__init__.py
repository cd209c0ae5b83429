"""From observations to figures, in sets: what pages, services and commands share, and nothing else."""
