//! A small integer program with its certificate by hand: accepted as it is, and refused with the right reason
//! after every change that breaks it.

#![allow(clippy::unwrap_used, clippy::panic)] // a failed test, in helpers too

use hunch_check::{
    Certificate, Claim, Cut, CutFault, Derivation, FormatError, ImpliedBound, ImpliedFault, Node, Rejection,
    Side, Unproven, check, read, write,
};
use hunch_model::{Kind, Program, Row, Sense};

/// Maximise `x + y` over integers with `2x + 2y <= 7`, `x <= 3`, `y` without an upper bound: the optimum is
/// 3.
fn program() -> Program {
    let mut p = Program::new("small", Sense::Maximize);
    p.add_column("x", 1.0, 0.0, 3.0, Kind::Integer);
    p.add_column("y", 1.0, 0.0, f64::INFINITY, Kind::Integer);
    let row = Row { name: "cap".into(), lower: f64::NEG_INFINITY, upper: 7.0 };
    p.set_rows(vec![row], &[(0, 0, 2.0), (0, 1, 2.0)]);
    p
}

/// `x <= 1` leaves `y <= 2` or `y >= 3`; with multiplier −1/2 the row proves −3.5, which the lattice of the
/// objective rounds to −3.
fn certificate() -> Certificate {
    let leaf = || Node::Bound(vec![(0, -0.5)]);
    let mut c = Certificate::new(&program(), Claim::Optimal);
    c.point = Some(vec![1.0, 2.0]);
    c.bound = Some(3.0);
    c.tree = vec![Node::Branch(0, 1.0), Node::Branch(1, 2.0), leaf(), leaf(), leaf()];
    c
}

/// The bound by one cut instead of a tree: half of the row, rounded, is `x + y <= 3`.
fn with_cut() -> Certificate {
    let mut c = certificate();
    let derivation = Derivation { rows: vec![(0, 0.5)], from_upper: vec![2], divided: false };
    // Times one half, since the rounded inequality is left multiplied with 1 − f.
    c.cuts = vec![Cut { terms: vec![(0, 0.5), (1, 0.5)], upper: 1.5, derivation: Some(derivation) }];
    c.tree = vec![Node::Bound(vec![(1, -2.0)])];
    c
}

/// The row implies `y <= 3`.
fn with_implied() -> Certificate {
    let mut c = certificate();
    c.implied = vec![ImpliedBound { column: 1, side: Side::Upper, value: 3.0, row: Some(0) }];
    c
}

fn refused(change: impl FnOnce(&mut Certificate)) -> Rejection {
    changed(certificate(), change)
}

fn changed(mut c: Certificate, change: impl FnOnce(&mut Certificate)) -> Rejection {
    change(&mut c);
    check(&program(), &c).unwrap_err()
}

#[test]
fn the_certificates_hold_and_survive_their_text_form() {
    for c in [certificate(), with_cut(), with_implied()] {
        let verdict = check(&program(), &c).unwrap();
        assert_eq!((verdict.claim, verdict.objective, verdict.bound), (Claim::Optimal, Some(3.0), Some(3.0)));
        assert_eq!((verdict.gap, verdict.trusted_cuts), (Some(0.0), 0));
        assert!(verdict.point.unwrap().exact);
        assert_eq!(read(write(&c).as_bytes()).unwrap(), c);
    }
    assert_eq!(check(&program(), &certificate()).unwrap().leaves, 3);
    assert_eq!(check(&program(), &with_cut()).unwrap().derived_cuts, 1);
}

#[test]
fn a_cut_without_derivation_is_counted_as_trusted() {
    let mut c = with_cut();
    c.cuts[0].derivation = None;
    let verdict = check(&program(), &c).unwrap();
    assert_eq!((verdict.derived_cuts, verdict.trusted_cuts), (0, 1));
}

#[test]
fn a_changed_multiplier_proves_too_little() {
    let weaker = refused(|c| c.tree[2] = Node::Bound(vec![(0, -1.0)]));
    assert_eq!(weaker, Rejection::LeafTooWeak { node: 2, proven: -7.0, needed: -3.0 });
    let away = refused(|c| c.tree[4] = Node::Bound(vec![(0, -0.375)]));
    assert_eq!(away, Rejection::Leaf { node: 4, fault: Unproven::Column(1) });
    let wrong_side = refused(|c| c.tree[3] = Node::Bound(vec![(0, 0.5)]));
    assert_eq!(wrong_side, Rejection::Leaf { node: 3, fault: Unproven::Row(0) });
    let no_row = refused(|c| c.tree[3] = Node::Bound(vec![(7, 0.5)]));
    assert_eq!(no_row, Rejection::Leaf { node: 3, fault: Unproven::NoRow(7) });
}

#[test]
fn a_leaf_removed_or_added_is_missed() {
    assert_eq!(refused(|c| drop(c.tree.pop())), Rejection::TreeIncomplete { open: 1 });
    assert_eq!(refused(|c| c.tree.push(Node::Empty(vec![]))), Rejection::TreeTooLong { extra: 1 });
    assert_eq!(refused(|c| drop(c.tree.remove(0))), Rejection::TreeTooLong { extra: 1 });
    assert_eq!(refused(|c| c.tree.clear()), Rejection::Missing { claim: Claim::Optimal, field: "tree" });
}

#[test]
fn a_split_must_be_one_of_an_integer_column_at_an_integer() {
    let fraction = refused(|c| c.tree[1] = Node::Branch(1, 2.5));
    assert_eq!(fraction, Rejection::Split { node: 1, column: 1, value: 2.5 });
    let nowhere = refused(|c| c.tree[0] = Node::Branch(2, 1.0));
    assert_eq!(nowhere, Rejection::Split { node: 0, column: 2, value: 1.0 });
    let mut continuous = program();
    continuous.columns[0].kind = Kind::Continuous;
    let mut c = certificate();
    c.program = hunch_check::Identity::of(&continuous);
    assert_eq!(check(&continuous, &c).unwrap_err(), Rejection::Split { node: 0, column: 0, value: 1.0 });
}

#[test]
fn a_bound_raised_is_not_reached() {
    // A smaller maximum than 3 is a stronger claim.
    let raised = refused(|c| c.bound = Some(2.5));
    assert_eq!(raised, Rejection::LeafTooWeak { node: 2, proven: -3.5, needed: -2.5 });
    let mut c = certificate();
    c.bound = None;
    assert_eq!(
        check(&program(), &c).unwrap_err(),
        Rejection::Missing { claim: Claim::Optimal, field: "bound" }
    );
}

#[test]
fn the_lattice_needs_integer_columns() {
    let mut continuous = program();
    continuous.columns[1].kind = Kind::Continuous;
    let mut c = certificate();
    c.program = hunch_check::Identity::of(&continuous);
    c.tree = vec![Node::Bound(vec![(0, -0.5)])];
    let rejection = check(&continuous, &c).unwrap_err();
    assert_eq!(rejection, Rejection::LeafTooWeak { node: 0, proven: -3.5, needed: -3.0 });
}

#[test]
fn a_point_moved_is_noticed() {
    let beyond = refused(|c| c.point = Some(vec![2.0, 2.0]));
    assert!(matches!(beyond, Rejection::PointMissesRow { row: 0, .. }), "{beyond}");
    let fractional = refused(|c| c.point = Some(vec![0.5, 2.5]));
    assert_eq!(fractional, Rejection::PointNotIntegral { column: 0, value: "0.5".into() });
    let negative = refused(|c| c.point = Some(vec![-1.0, 4.0]));
    assert!(matches!(negative, Rejection::PointOutOfBounds { column: 0, .. }), "{negative}");
    let worse = refused(|c| c.point = Some(vec![1.0, 1.0]));
    assert!(matches!(worse, Rejection::GapOpen { objective: 2.0, bound: 3.0, gap: 1.0, .. }), "{worse}");
    let short = refused(|c| c.point = Some(vec![1.0]));
    assert_eq!(short, Rejection::Length { field: "point", found: 1, expected: 2 });
}

#[test]
fn another_program_is_told_by_its_numbers() {
    for change in [
        (|p: &mut Program| p.rows[0].upper = 8.0) as fn(&mut Program),
        |p| p.columns[0].objective = 2.0,
        |p| p.columns[1].kind = Kind::Continuous,
        |p| p.sense = Sense::Minimize,
        |p| p.matrix = hunch_model::SparseMatrix::from_triplets(1, 2, &[(0, 0, 2.0), (0, 1, 3.0)]),
    ] {
        let mut other = program();
        change(&mut other);
        let rejection = check(&other, &certificate()).unwrap_err();
        assert!(matches!(rejection, Rejection::OtherProgram { .. }), "{rejection}");
    }
    let mut renamed = program();
    renamed.columns[0].name = "z".into();
    assert!(check(&renamed, &certificate()).is_ok(), "names do not change what is true");
}

#[test]
fn a_wrong_derivation_is_told_by_its_fault() {
    let fault = |change: fn(&mut Cut)| match changed(with_cut(), |c| change(&mut c.cuts[0])) {
        Rejection::Cut { index: 0, fault } => fault,
        other => panic!("{other}"),
    };
    assert!(matches!(fault(|c| c.upper = 1.0), CutFault::Weaker { .. }));
    assert_eq!(fault(|c| c.terms[1].1 = 0.75), CutFault::Differs { column: 1 });
    assert_eq!(fault(|c| c.terms.push((5, 1.0))), CutFault::Column { column: 5, limit: 2 });
    let derivation = |c: &mut Cut, rows: Vec<(usize, f64)>, from_upper: Vec<usize>| {
        c.derivation = Some(Derivation { rows, from_upper, divided: false });
    };
    assert!(matches!(
        fault(|c| c.derivation.as_mut().unwrap().from_upper.clear()),
        CutFault::NoBound { variable: 2, side: "lower" }
    ));
    let named = |rows: Vec<(usize, f64)>, from_upper: Vec<usize>| match changed(with_cut(), |c| {
        derivation(&mut c.cuts[0], rows, from_upper)
    }) {
        Rejection::Cut { index: 0, fault } => fault,
        other => panic!("{other}"),
    };
    assert_eq!(named(vec![(0, 1.0)], vec![2]), CutFault::NothingToRound);
    // A cut may not lean on itself.
    assert_eq!(named(vec![(1, 0.5)], vec![2]), CutFault::Row { row: 1, limit: 1 });
}

#[test]
fn an_implied_bound_must_follow_from_its_row() {
    let fault = |change: fn(&mut ImpliedBound)| match changed(with_implied(), |c| change(&mut c.implied[0])) {
        Rejection::Implied { index: 0, fault } => fault,
        other => panic!("{other}"),
    };
    assert_eq!(fault(|b| b.value = 2.0), ImpliedFault::TooStrong { value: "2".into() });
    assert_eq!(fault(|b| b.row = Some(3)), ImpliedFault::NotInRow(1));
    assert_eq!(fault(|b| b.column = 9), ImpliedFault::NotInRow(9));
    assert_eq!(fault(|b| b.side = Side::Lower), ImpliedFault::Infinite);
    // Points that are better than 3 have x + y >= 4, of which x has at most 3: y >= 1, not 2.
    let objective = |value: f64| {
        let mut c = with_implied();
        c.implied[0] = ImpliedBound { column: 1, side: Side::Lower, value, row: None };
        check(&program(), &c)
    };
    assert!(objective(1.0).is_ok());
    assert!(matches!(objective(2.0), Err(Rejection::Implied { fault: ImpliedFault::TooStrong { .. }, .. })));
}

#[test]
fn infeasibility_needs_every_leaf_empty() {
    let mut p = program();
    (p.rows[0].lower, p.rows[0].upper) = (7.25, 7.75); // the activity is an integer at integer points
    let mut c = Certificate::new(&p, Claim::Infeasible);
    c.tree = vec![Node::Empty(vec![])];
    assert!(check(&p, &c).is_ok());
    c.tree = vec![Node::Bound(vec![])];
    assert_eq!(check(&p, &c).unwrap_err(), Rejection::LeafNotOfClaim { node: 0 });
    let feasible = program();
    let mut c = Certificate::new(&feasible, Claim::Infeasible);
    for multipliers in [vec![], vec![(0, -1.0)]] {
        c.tree = vec![Node::Empty(multipliers)];
        assert_eq!(check(&feasible, &c).unwrap_err(), Rejection::LeafNotEmpty { node: 0 });
    }
    c.bound = Some(0.0);
    let extra = Rejection::Unexpected { claim: Claim::Infeasible, field: "bound" };
    assert_eq!(check(&feasible, &c).unwrap_err(), extra);
}

#[test]
fn a_ray_must_keep_all_bounds_and_improve() {
    let mut p = program();
    p.set_rows(
        vec![Row { name: "r".into(), lower: f64::NEG_INFINITY, upper: 7.0 }],
        &[(0, 0, 2.0), (0, 1, -2.0)],
    );
    let mut c = Certificate::new(&p, Claim::Unbounded);
    c.point = Some(vec![0.0, 0.0]);
    let mut with = |ray: [f64; 2]| {
        c.ray = Some(ray.to_vec());
        check(&p, &c)
    };
    assert!(with([0.0, 1.0]).is_ok());
    assert_eq!(with([1.0, 1.0]).unwrap_err(), Rejection::RayLeaves { what: "column", index: 0 });
    assert_eq!(with([0.0, -1.0]).unwrap_err(), Rejection::RayLeaves { what: "column", index: 1 });
    assert_eq!(with([0.0, 0.0]).unwrap_err(), Rejection::RayDoesNotImprove);
}

#[test]
fn texts_that_are_no_certificates_are_refused_with_their_place() {
    let text = write(&certificate());
    let syntax = |text: &str| match read(text.as_bytes()).unwrap_err() {
        FormatError::Syntax { message, .. } => message,
        other => panic!("{other}"),
    };
    for end in [0, 1, text.len() / 2, text.len() - 1] {
        assert!(syntax(&text[..end]).contains("EOF"), "cut after {end} bytes");
    }
    assert!(syntax(&text.replace("\"tree\"", "\"trees\"")).contains("unknown field `trees`"));
    assert!(syntax(&text.replace("\"bound\":3.0", "\"bound\":1e999")).contains("out of range"));
    assert!(syntax(&text.replace("\"branch\"", "\"twig\"")).contains("unknown variant `twig`"));
    let version = read(text.replace("\"version\":2", "\"version\":3").as_bytes());
    assert_eq!(version, Err(FormatError::Version { found: 3 }));
    let format = read(text.replace("hunch-certificate", "hunch-program").as_bytes());
    assert_eq!(format, Err(FormatError::Format { found: "hunch-program".into() }));
    assert_eq!(read(&[b'{', 0xff]), Err(FormatError::Encoding { position: 1 }));
}

#[test]
fn a_constant_of_the_objective_does_not_close_a_gap() {
    let mut p = program();
    p.offset = 1e9;
    let mut c = Certificate { program: Certificate::new(&p, Claim::Optimal).program, ..certificate() };
    c.bound = Some(1e9 + 4.0);
    assert!(matches!(check(&p, &c), Err(Rejection::GapOpen { gap: 1.0, .. })), "one in three is open");
    c.bound = Some(1e9 + 3.0);
    assert_eq!(check(&p, &c).unwrap().claim, Claim::Optimal);
}

/// An equation of decimals between integers, `988.71 x + 897.93 y = 5659.92`, whose doubles no integers meet.
fn money() -> Program {
    let mut p = Program::new("money", Sense::Minimize);
    p.add_column("x", 1.0, 0.0, 10.0, Kind::Integer);
    p.add_column("y", 1.0, 0.0, 10.0, Kind::Integer);
    let row = Row { name: "sum".into(), lower: 5659.92, upper: 5659.92 };
    p.set_rows(vec![row], &[(0, 0, 988.71), (0, 1, 897.93)]);
    p
}

#[test]
fn rows_of_integers_in_decimals_are_judged_on_their_whole_multiple() {
    let mut c = Certificate::new(&money(), Claim::Feasible);
    assert_eq!(c.decimals, [(0, 2)]);
    c.point = Some(vec![3.0, 3.0]);
    c.bound = Some(0.0);
    c.tree = vec![Node::Bound(vec![])];
    let verdict = check(&money(), &c).unwrap();
    assert!(verdict.point.unwrap().exact && !verdict.up_to_tolerance);
    c.point = Some(vec![3.0, 2.0]);
    let missed = check(&money(), &c).unwrap_err();
    assert_eq!(missed, Rejection::PointMissesRow { row: 0, excess: 89_793.0, tolerance: 0.0 });
    c.decimals.clear();
    let unnamed = Rejection::Decimals { row: 0, found: 0, expected: 2 };
    assert_eq!(check(&money(), &c).unwrap_err(), unnamed);
    c.decimals = vec![(0, 3)];
    assert!(matches!(check(&money(), &c), Err(Rejection::Decimals { found: 3, .. })));
}

#[test]
fn rows_have_the_tolerance_of_their_size_and_bounds_have_none() {
    let mut p = Program::new("small row", Sense::Minimize);
    p.add_column("x", 1.0, 0.0, 1.0, Kind::Continuous);
    p.set_rows(vec![Row { name: "r".into(), lower: 1e-9, upper: 1.0 }], &[(0, 0, 1e-9)]);
    let with = |x: f64| {
        let mut c = Certificate::new(&p, Claim::Feasible);
        (c.point, c.bound) = (Some(vec![x]), Some(0.0));
        c.tree = vec![Node::Bound(vec![])];
        check(&p, &c)
    };
    let quality = with(1.0 - 0.9e-6).unwrap().point.unwrap();
    assert!(!quality.exact && (0.89..0.91).contains(&quality.row_violation), "{quality:?}");
    assert!(matches!(with(1.0 - 1.1e-6), Err(Rejection::PointMissesRow { row: 0, .. })));
    assert!(matches!(with(1.0f64.next_up()), Err(Rejection::PointOutOfBounds { column: 0, .. })));
}

#[test]
fn a_point_that_passes_the_bound_within_tolerance_is_an_optimum_up_to_tolerance() {
    let mut p = Program::new("passed", Sense::Minimize);
    p.add_column("x", 1.0, 0.0, 10.0, Kind::Continuous);
    p.offset = 1e9;
    p.set_rows(vec![Row { name: "r".into(), lower: 1.0, upper: f64::INFINITY }], &[(0, 0, 1.0)]);
    let mut c = Certificate::new(&p, Claim::Optimal);
    (c.point, c.bound) = (Some(vec![1.0 - 5e-7]), Some(1e9 + 1.0));
    c.tree = vec![Node::Bound(vec![(0, 1.0)])];
    assert!(check(&p, &c).unwrap().up_to_tolerance);
    c.point = Some(vec![1.0]);
    assert!(!check(&p, &c).unwrap().up_to_tolerance);
    // The relative gap leaves the objective's constant out.
    c.point = Some(vec![1.001]);
    assert!(matches!(check(&p, &c), Err(Rejection::GapOpen { .. })));
}

#[test]
fn certificates_of_the_first_version_are_read() {
    let text = write(&certificate()).replace("\"version\":2", "\"version\":1");
    assert!(check(&program(), &read(text.as_bytes()).unwrap()).is_ok());
}
