//! Programs without integers: reduced, solved, and claimed on the original.

use super::programs::within_bounds;
use super::*;

impl HunchRun {
    pub(super) fn linear_stage(&mut self, scaled: bool) -> Stage {
        let wide = self.wide.and_then(|share| self.widened(share));
        let wide = wide.as_ref().map(MipProblem::from_program);
        let problem = match &wide {
            Some(problem) => problem,
            None => linear_problem(&mut self.linear_problem, &self.home.program),
        };
        let relaxation = Box::new(Relaxation::alone(problem, self.settings.seed(), scaled));
        Stage::Linear { relaxation, scaled, way_back: None }
    }

    /// The reduced program where presolve takes enough out, else the program.
    pub(super) fn reduced_linear_stage(&mut self, control: &mut dyn Control) -> Stage {
        // Its reductions take every row for seen.
        if !self.settings.uses(Component::Presolve) || self.home.demanded.is_lazy() {
            return self.linear_stage(true);
        }
        control.emit(Event::Stage { name: "presolve".into() });
        let _ = control.spend(20 * self.home.program.matrix.nonzeros() as u64);
        let problem = linear_problem(&mut self.linear_problem, &self.home.program);
        let (told, done) = (&mut self.told.1, self.statistics.nodes);
        let mut is_over = || told.look(done, 1, control);
        match presolve_linear_until(problem, &mut is_over).0 {
            PresolvedLinear::Reduced { problem, postsolve } => {
                let relaxation = Box::new(Relaxation::alone(&problem, self.settings.seed(), true));
                Stage::Linear { relaxation, scaled: true, way_back: Some(postsolve) }
            }
            PresolvedLinear::Unchanged | PresolvedLinear::Infeasible => self.linear_stage(true),
        }
    }

    /// A chunk of the reduced program; from its optimal basis the original goes on.
    pub(super) fn advance_reduced(
        &mut self,
        mut relaxation: Box<Relaxation>,
        scaled: bool,
        way_back: Box<LinearPostsolve>,
        control: &mut dyn Control,
    ) {
        let before = relaxation.lp.iterations();
        let status = relaxation.solve_chunk(control);
        self.statistics.iterations += relaxation.lp.iterations() - before;
        self.stage = Some(match status {
            LpStatus::IterationLimit => {
                self.note_linear_bound(&relaxation, control);
                Stage::Linear { relaxation, scaled, way_back: Some(way_back) }
            }
            LpStatus::Optimal => {
                let basis = way_back.restore(&LinearPoint::of(&relaxation.lp)).basis;
                let mut original = self.linear_stage(scaled);
                if let Stage::Linear { relaxation, .. } = &mut original {
                    // The lengths fit by construction; a basis that did not load would only make the solve
                    // start elsewhere.
                    let _ = relaxation.lp.load_basis(&basis);
                }
                original
            }
            _ => self.linear_stage(scaled),
        });
    }

    /// What the duals prove half-way, told when it has risen: a long solve is not silent.
    fn note_linear_bound(&mut self, relaxation: &Relaxation, control: &mut dyn Control) {
        let (sign, bound) = (self.home.program.sense.sign(), relaxation.lp.dual_bound());
        if self.wide.is_some() {
            self.bound = bound.is_finite().then_some(sign * bound);
        } else if bound.is_finite() && self.bound.is_none_or(|before| bound > sign * before) {
            self.bound = Some(sign * bound);
            if !relaxation.lp.rests_on_far() {
                control.emit(Event::Bound { bound: sign * bound });
            }
        }
    }

    /// The engine failed, or its answer did not pass the checker: once more without scaling, then nothing is
    /// claimed.
    pub(super) fn retry_linear(&mut self, scaled: bool) {
        if scaled {
            self.stage = Some(self.linear_stage(false));
        } else {
            self.give_up(REASON_UNSETTLED);
        }
    }

    pub(super) fn advance_linear(
        &mut self,
        mut relaxation: Box<Relaxation>,
        scaled: bool,
        control: &mut dyn Control,
    ) {
        let before = relaxation.lp.iterations();
        let status = relaxation.solve_chunk(control);
        self.statistics.iterations += relaxation.lp.iterations() - before;
        self.rests_on_far |= relaxation.lp.rests_on_far();
        let lp = &mut relaxation.lp;
        let sign = self.home.program.sense.sign();
        match status {
            LpStatus::IterationLimit | LpStatus::Stopped(_) | LpStatus::ObjectiveLimit => {
                self.note_linear_bound(&relaxation, control);
                self.stage = Some(Stage::Linear { relaxation, scaled, way_back: None });
                return;
            }
            LpStatus::Optimal => {
                self.linear.duals = Some(lp.duals().into_iter().map(|v| sign * v + 0.0).collect());
                self.linear.basis = Some(lp.basis());
                self.linear.reduced_costs =
                    Some(lp.reduced_costs().into_iter().map(|v| sign * v + 0.0).collect());
                let (values, objective) = (within_bounds(&self.home.program, lp.values()), lp.objective());
                let scale = GapScale { sense: Sense::Minimize, constant: sign * self.home.program.offset };
                let proven = lp.dual_bound();
                self.rests_on_far |= lp.rests_on_far();
                let Some(kept) = self.offer_linear(values, &mut relaxation, control) else {
                    self.stage.get_or_insert(Stage::Linear { relaxation, scaled, way_back: None });
                    return;
                };
                if let Some(share) = self.wide {
                    // In exact numbers the program is empty; within tolerance it has this point, or doubles
                    // cannot tell.
                    self.linear = LinearExtras::default();
                    match kept {
                        true => self.close_widened(),
                        false if share == WHOLE_TOLERANCE => {
                            self.wide = Some(HALF_TOLERANCE);
                            self.stage = Some(self.linear_stage(scaled));
                        }
                        false => self.give_up(REASON_TOLERANCE),
                    }
                    return;
                }
                self.bound = proven.is_finite().then_some(sign * proven);
                let closed = Gap::between(objective, proven, scale).is_closed();
                match kept {
                    true if closed => self.verdict = Some(Status::Optimal),
                    // The duals do not prove the point, and there is no other way left to make better ones.
                    true if !scaled => self.give_up(REASON_GAP),
                    _ => self.retry_linear(scaled),
                }
            }
            LpStatus::Infeasible => {
                self.linear.farkas = lp.farkas().map(|y| without_noise(&self.home.program, y));
                self.confirm_linear_infeasibility(scaled);
            }
            LpStatus::Unbounded if self.home.demanded.is_lazy() => self.leave_unbounded(),
            LpStatus::Unbounded => {
                self.linear.ray = lp.ray().map(<[f64]>::to_vec);
                self.verdict = Some(Status::Unbounded);
            }
            LpStatus::NumericalTrouble => {
                // Where it got stuck may be a point all the same.
                if self.wide.is_none() && !self.home.demanded.is_lazy() {
                    let values = within_bounds(&self.home.program, lp.values());
                    self.offer_linear_point(values, control);
                }
                // An engine that came to an end has tried the other scalings as well.
                match lp.trouble() {
                    Some(_) => self.give_up(REASON_UNSETTLED),
                    None => self.retry_linear(scaled),
                }
            }
        }
        if self.verdict.is_some() && self.wide.is_none() {
            self.ended = Some(relaxation);
        }
    }

    /// Whether the engine's point is kept; `None` where it waits for an answer, or rows came that it violates.
    #[cfg(feature = "kinds")]
    fn offer_linear(
        &mut self,
        values: Vec<f64>,
        relaxation: &mut Relaxation,
        control: &mut dyn Control,
    ) -> Option<bool> {
        match self.home.demanded.take_decision() {
            Some(true) => return Some(true),
            Some(false) => return if self.add_demanded(relaxation) { None } else { Some(false) },
            None => {}
        }
        let offered = self.offer_linear_point(values, control);
        if offered == Offered::Held {
            self.home.demanded.ask_of_last();
            return None;
        }
        Some(offered == Offered::Kept)
    }

    #[cfg(not(feature = "kinds"))]
    fn offer_linear(
        &mut self,
        values: Vec<f64>,
        _: &mut Relaxation,
        control: &mut dyn Control,
    ) -> Option<bool> {
        Some(self.offer_linear_point(values, control) == Offered::Kept)
    }

    fn offer_linear_point(&mut self, values: Vec<f64>, control: &mut dyn Control) -> Offered {
        let postsolve = Postsolve::identity(values.len());
        let (home, separators) = (&mut self.home, &mut self.separators);
        let mut cx = Context { control, home, postsolve: &postsolve, separators };
        cx.offer_original(values, Source::Relaxation)
    }

    /// The multipliers prove the program empty. They may prove as much with its rows widened; else a point is
    /// looked for there.
    pub(super) fn confirm_linear_infeasibility(&mut self, scaled: bool) {
        let proves =
            |program: &Program| self.linear.farkas.as_ref().is_some_and(|y| check_farkas(program, y).proven);
        match self.widened(WHOLE_TOLERANCE) {
            Some(wide) if self.wide.is_none() && !proves(&wide) => {
                self.wide = Some(WHOLE_TOLERANCE);
                self.stage = Some(self.linear_stage(scaled));
            }
            _ if self.wide == Some(HALF_TOLERANCE) => self.give_up(REASON_TOLERANCE),
            // Multipliers that prove nothing are those of a program that doubles cannot tell from an empty one.
            _ if self.linear.farkas.is_some() && !proves(&self.home.program) => {
                self.give_up(REASON_TOLERANCE)
            }
            _ => self.verdict = Some(Status::Infeasible),
        }
    }
}

/// Farkas multipliers without those that are rounding: where they prove nothing as they are, a row whose multiplier should
/// have come out as zero may be what combines a free column with noise.
fn without_noise(program: &Program, multipliers: &[f64]) -> Vec<f64> {
    /// Shares of the largest product of a multiplier and a coefficient of its row that may be noise: some roundings, and
    /// as many as a factorisation of badly scaled rows may add up.
    const NOISE: [f64; 2] = [1e-15, 1e-12];
    if check_farkas(program, multipliers).proven {
        return multipliers.to_vec();
    }
    let mut sizes = vec![0f64; multipliers.len()];
    for (i, _, a) in program.matrix.triplets() {
        sizes[i] = sizes[i].max((multipliers[i] * a).abs());
    }
    let largest = sizes.iter().copied().fold(0.0, f64::max);
    let clean = |share: f64| {
        let kept =
            multipliers.iter().zip(&sizes).map(|(&y, &size)| if size <= share * largest { 0.0 } else { y });
        kept.collect::<Vec<f64>>()
    };
    let mut tries = NOISE.into_iter().map(clean);
    tries.find(|y| check_farkas(program, y).proven).unwrap_or_else(|| multipliers.to_vec())
}

/// The program as arrays: made at the first call, since presolve and the last stage both need it.
fn linear_problem<'a>(made: &'a mut Option<MipProblem>, program: &Program) -> &'a MipProblem {
    made.get_or_insert_with(|| MipProblem::from_program(program))
}
