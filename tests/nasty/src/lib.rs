//! Does every claim of the engine hold on nasty programs? Draws them from seeds, solves them, and holds every
//! answer against arithmetic without rounding. Nothing here is shared with the search, with the checker of
//! points or with that of certificates.
//!
//! In the order in which a program goes through:
//!
//! 1. [`classes`] draw it, one module a kind of nastiness, with a point that is planted where the kind allows
//!    one;
//! 2. [`answer`] solves it and asks for a certificate, under limits that count work, not time;
//! 3. [`exact`] reads it as rational numbers, by the rule of `docs/claims.md`; [`dictionary`] solves its
//!    linear programs and [`tree`] its integers, exactly; [`congruence`] knows of equations that no whole
//!    numbers meet;
//! 4. [`judge`] says which claims are refuted; [`summary`] counts, [`minimise`] makes a refuted program
//!    small, [`report`] writes the section of `docs/results/agreement.md`.

pub mod answer;
pub mod classes;
pub mod congruence;
pub mod dictionary;
pub mod draft;
pub mod exact;
pub mod judge;
pub mod minimise;
pub mod report;
pub mod summary;
pub mod tree;
