/**
 * Whether the limit is kept: the lifecycle takes less time through this binding than in any way of the peer's, by the medians of
 * one run.
 * @param ns nanoseconds by name
 */
export function verdictOf(ns, ours, theirs) {
  const [fastest] = theirs.toSorted((a, b) => ns[a] - ns[b]);
  const isKept = ns[ours] < ns[fastest];
  const times = (ns[fastest] / ns[ours]).toFixed(2);
  return { isKept, text: `limit ${isKept ? "kept" : "MISSED"}: '${fastest}' takes ${times} times what '${ours}' takes, to be more than 1` };
}
