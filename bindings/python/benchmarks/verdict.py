"""Whether the limit is kept: the lifecycle takes less time through the binding than in any other way, by the medians of one run."""


def verdict(medians, ours, theirs):
    fastest = min(theirs, key=medians.get)
    kept = medians[ours] < medians[fastest]
    return kept, (f"limit {'kept' if kept else 'MISSED'}: '{fastest}' takes {medians[fastest] / medians[ours]:.2f} times what '{ours}' takes, "
                  "to be more than 1")
