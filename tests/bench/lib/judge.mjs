/** Turns measurements into verdicts: who solved what, who was wrong, where we lost. */

/**
 * Two objectives closer than this, relative, are the same answer: a hundred times the gap at which solvers
 * stop.
 */
const SAME = 1e-4;
/**
 * A claim of optimality is wrong when the best known feasible objective is better by more than this,
 * relative.
 */
const WRONG = 2e-6;
/** A loss in time is one by more than this factor: less is noise. */
const NOTABLE = 1.1;

const scale = (objective) => Math.max(1e-9, Math.abs(objective));

/** The best objective that anybody's checked point reached, or the published optimum. */
function bestKnown(instance, results, maximize) {
  const found = Object.values(results)
    .map((r) => r.objective)
    .filter((o) => o !== null && o !== undefined);
  if (instance.optimum !== null) found.push(instance.optimum);
  if (found.length === 0) return null;
  return maximize ? Math.max(...found) : Math.min(...found);
}

/** Distance of an objective from the best known one, from 0 to 1 (Berthold 2013, section 3). */
function primalGap(objective, best) {
  if (objective === best) return 0;
  if (objective * best < 0) return 1;
  return Math.abs(objective - best) / Math.max(Math.abs(objective), Math.abs(best));
}

/**
 * The primal integral of points `[seconds, objective]` up to `end`: the distance from the best known objective,
 * from 0 to 1, summed up over the time, in seconds (Berthold, "Measuring the impact of primal heuristics",
 * 2013).
 */
export function primalIntegral(points, best, end) {
  let [area, before, gap] = [0, 0, 1];
  for (const [seconds, objective] of points) {
    const time = Math.min(seconds, end);
    area += gap * (time - before);
    [before, gap] = [time, primalGap(objective, best)];
  }
  return area + gap * (end - before);
}

/**
 * Adds to each result its distance from the best known objective, whether it solved the instance, and the
 * time that counts: by the wall, or the processor's own where the machine is shared.
 */
export function judge(instance, results, maximize, timeLimit, clock = "wall") {
  const best = bestKnown(instance, results, maximize);
  const judged = {};
  for (const [name, result] of Object.entries(results)) {
    const distance =
      result.objective === null || best === null ? null : Math.abs(best - result.objective) / scale(best);
    const claims = result.status.split("/").includes("optimal");
    const wrong = refuted(result, claims, distance, best, maximize);
    const solved = claims && !wrong;
    const used = clock === "cpu" ? (result.cpuSeconds ?? result.seconds) : result.seconds;
    // Unsolved counts as the limit, whatever time was really used.
    const time = solved ? used : timeLimit;
    const integral =
      result.points && best !== null
        ? primalIntegral(result.points, best, solved ? Math.min(result.seconds, timeLimit) : timeLimit)
        : null;
    judged[name] = { ...result, gap: distance, wrong, solved, time, integral };
  }
  return { instance, best, results: judged };
}

/** Whether a checked point contradicts what the solver claims: optimality, infeasibility or a bound. */
function refuted(result, claims, distance, best, maximize) {
  if (claims && (distance === null || distance > WRONG)) return true;
  if (best === null) return false;
  if (result.status.split("/").includes("infeasible")) return true;
  if (result.bound === null) return false;
  const beyond = maximize ? best - result.bound : result.bound - best;
  return beyond > WRONG * scale(best);
}

/** The time of `us` over that of the fastest peer that is not wrong; nothing without one. */
export function ratioToBest({ instance, results }, us) {
  const peers = Object.entries(results).filter(([name, result]) => name !== us && !result.wrong);
  if (!results[us] || peers.length === 0) return null;
  const [peer, best] = peers.reduce((a, b) => (b[1].time < a[1].time ? b : a));
  return { name: instance.name, peer, ratio: results[us].time / best.time };
}

/** Where `us` is behind a peer: by time when both solve, by proof or by objective when not. */
export function losses(judgements, us) {
  const found = [];
  for (const { instance, results } of judgements) {
    const ours = results[us];
    if (!ours) continue;
    for (const [peer, theirs] of Object.entries(results)) {
      if (peer === us || theirs.wrong) continue;
      const loss = lossAgainst(ours, theirs);
      if (loss) found.push({ instance, peer, ours, theirs, ...loss });
    }
  }
  return found.sort((a, b) => b.weight - a.weight);
}

function lossAgainst(ours, theirs) {
  if (ours.wrong) return { kind: "wrong", weight: Infinity };
  if (theirs.solved) {
    const ratio = ours.time / theirs.time;
    if (!ours.solved) return { kind: "not proven", weight: 1000 * ratio, ratio };
    return ratio > NOTABLE ? { kind: "slower", weight: ratio, ratio } : null;
  }
  if (ours.solved || theirs.gap === null) return null;
  if (ours.gap === null) return { kind: "no feasible point", weight: 100 };
  return ours.gap > theirs.gap + SAME
    ? { kind: "worse point", weight: 1 + 10 * (ours.gap - theirs.gap) }
    : null;
}
