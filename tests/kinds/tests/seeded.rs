//! A short run of the command: no answer of ours is wrong, and warm starts give what cold ones give.

use hunch_kinds::classes::CLASSES;
use hunch_kinds::compare::compare;
use hunch_kinds::random::Random;
use hunch_kinds::warm;

#[test]
fn no_answer_is_wrong_beside_clarabel() {
    let (seed, each) = (7, 6);
    for (k, class) in CLASSES.iter().enumerate() {
        let mut compared = 0;
        for number in 0..each {
            let program = (class.draw)(&mut Random::of(seed, (k + number * CLASSES.len()) as u64));
            let verdict = compare(&program);
            assert_eq!(verdict.wrong, None, "seed {seed}, {} {number}: {verdict:?}", class.name);
            compared += usize::from(verdict.theirs == "Solved");
        }
        assert!(compared > 0 || class.name == "perhaps unbounded", "{}", class.name);
    }
}

#[test]
fn re_solves_after_one_change_give_the_same_and_take_fewer_iterations() {
    for row in warm::measure(5, 1, 1, "").unwrap() {
        assert_eq!(row.wrong, 0, "{row:?}");
        assert!(row.warm_iterations < 0.5 * row.cold_iterations, "{row:?}");
    }
}
