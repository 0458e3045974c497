//! Programs that stand for others: what they say beside their rows goes into every stage.

#[cfg(feature = "kinds")]
mod kinds {
    use super::super::programs::widened;
    use super::super::*;
    use crate::kinds::lower::Lowered;
    use crate::problem::Implication;
    use std::borrow::Cow;
    use std::sync::Arc;

    /// The program with zero for each column whose binary is fixed where it makes the column so: what is asked of the
    /// program alone, such as where its relaxation ends in exact arithmetic, must know of it.
    fn with_decided<'a>(program: &'a Program, implications: &[Implication]) -> Cow<'a, Program> {
        let mut program = Cow::Borrowed(program);
        // A column may be the binary of a further one.
        while let Some(j) = implications.iter().find_map(|implication| {
            let (z, x) = (implication.binary as usize, implication.column as usize);
            let (z, column) = (&program.columns[z], &program.columns[x]);
            let is_decided = z.lower == z.upper && z.lower == implication.value();
            let may_be_zero = column.lower <= 0.0 && column.upper >= 0.0;
            (is_decided && may_be_zero && (column.lower, column.upper) != (0.0, 0.0)).then_some(x)
        }) {
            let column = &mut program.to_mut().columns[j];
            (column.lower, column.upper) = (0.0, 0.0);
        }
        program
    }

    impl HunchRun {
        /// Prepares a run of `program`, which is that of `lowered` or a part of it.
        ///
        /// # Errors
        /// As [`HunchRun::new`].
        pub(crate) fn of_lowered(
            lowered: &Arc<Lowered>,
            program: &Program,
            settings: &Settings,
            guidance: &Guidance,
        ) -> Result<Self, SearchError> {
            let program = &*with_decided(program, &lowered.implications);
            let mut run = match &program.quadratic {
                Some(quadratic) if !quadratic.lower_triangle.is_empty() => {
                    Self::curved_beside(program, &lowered.implications, settings, guidance)?
                }
                _ => Self::new(program, settings, guidance)?,
            };
            run.home.judge = Some(Arc::clone(&lowered.judge));
            run.beside = Some(Arc::clone(lowered));
            Ok(run)
        }

        /// A stage's program as arrays. Its first rows are those of the lowered program.
        pub(in crate::hunch_engine) fn problem_of(&self, program: &Program) -> MipProblem {
            let mut problem = MipProblem::from_program(program);
            let Some(lowered) = &self.beside else { return problem };
            problem.implications.clone_from(&lowered.implications);
            if !lowered.noise.is_empty() {
                problem.lp.row_noise.resize(problem.rows(), 0.0);
                for (sum, noise) in problem.lp.row_noise.iter_mut().zip(&lowered.noise) {
                    *sum += noise;
                }
            }
            problem
        }

        /// The program widened by a share of its tolerance, and by what that has beyond its rows'.
        pub(in crate::hunch_engine) fn widened(&self, share: f64) -> Option<Program> {
            let program = &self.home.program;
            match &self.beside {
                Some(lowered) if !lowered.beyond.is_empty() => {
                    let mut wider = program.clone();
                    for (row, by) in wider.rows.iter_mut().zip(&lowered.beyond) {
                        (row.lower, row.upper) = (row.lower - by, row.upper + by);
                    }
                    widened(&wider, share)
                }
                _ => widened(program, share),
            }
        }

        /// Whether something that the rows do not say is still to be chosen.
        pub(in crate::hunch_engine) fn has_open_choices(&self) -> bool {
            self.open_choice().is_some()
        }

        /// An implication that neither its binary's bounds nor its column's decide.
        pub(crate) fn open_choice(&self) -> Option<Implication> {
            let columns = &self.home.program.columns;
            let is_open = |i: &&Implication| {
                let (z, x) = (&columns[i.binary as usize], &columns[i.column as usize]);
                z.lower < z.upper && (x.lower, x.upper) != (0.0, 0.0)
            };
            self.beside.as_ref()?.implications.iter().find(is_open).copied()
        }

        /// Whether the run ended because the relaxation has no end and choices are open.
        pub(crate) fn ended_open(&self) -> bool {
            self.verdict.is_some() && self.reason.as_deref() == Some(REASON_OPEN)
        }

        /// Nodes so far.
        pub(crate) fn nodes(&self) -> u64 {
            self.statistics.nodes
        }

        /// Units of work so far.
        pub(crate) fn work(&self) -> u64 {
            self.statistics.work
        }

        /// Whether a point was found.
        pub(crate) fn has_point(&self) -> bool {
            self.home.incumbent.is_some()
        }

        /// Whether the tree of the program itself is under way.
        pub(crate) fn is_in_full_tree(&self) -> bool {
            matches!(self.stage, Some(Stage::Tree { purpose: Purpose::Full, .. }))
        }

        /// Whether the widened program is asked for any point instead of a best one: the relaxation of a part
        /// often has no end, and then says nothing.
        pub(in crate::hunch_engine) fn asks_for_any_point(&self) -> bool {
            self.beside.is_some()
        }

        /// Whether rows may be missed by more than they say.
        #[cfg(feature = "proof")]
        pub(in crate::hunch_engine) fn has_noise(&self) -> bool {
            let misses = |l: &Arc<Lowered>| !l.noise.is_empty() || !l.beyond.is_empty();
            self.beside.as_ref().is_some_and(misses)
        }
    }
}

/// Without kinds, rows and bounds say all.
#[cfg(not(feature = "kinds"))]
mod plain {
    use super::super::programs::widened;
    use super::super::*;

    impl HunchRun {
        #[inline]
        pub(in crate::hunch_engine) fn problem_of(&self, program: &Program) -> MipProblem {
            MipProblem::from_program(program)
        }

        #[inline]
        pub(in crate::hunch_engine) fn widened(&self, share: f64) -> Option<Program> {
            widened(&self.home.program, share)
        }

        #[inline]
        pub(in crate::hunch_engine) fn has_open_choices(&self) -> bool {
            false
        }

        #[inline]
        pub(in crate::hunch_engine) fn asks_for_any_point(&self) -> bool {
            false
        }

        #[cfg(feature = "proof")]
        #[inline]
        pub(in crate::hunch_engine) fn has_noise(&self) -> bool {
            false
        }
    }
}
