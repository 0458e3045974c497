//! Reads how many tests passed and failed from what the test runners print.

use crate::shell::Transcript;

/// Passed and failed tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that kept their promise.
    pub passed: u64,
    /// Tests that did not.
    pub failed: u64,
    /// What failed, by name, for the end of a long log.
    pub failures: Vec<String>,
}

impl Count {
    /// One check that passed or failed as a whole; `name` says which.
    pub fn check(name: &str, success: bool) -> Self {
        let failures = if success { Vec::new() } else { vec![name.to_owned()] };
        Self { passed: u64::from(success), failed: u64::from(!success), failures }
    }

    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.failures.extend(other.failures);
    }

    /// A run that ended badly without naming a failed test (a build error, a crash) counts as one failure; so
    /// does one without tests.
    fn or_failure(mut self, success: bool) -> Self {
        if (!success || self.passed == 0) && self.failed == 0 {
            self.failed = 1;
            self.failures.push("a run that ended without naming a failed test".to_owned());
        }
        self
    }
}

/// Sums the `test result:` lines of `cargo test`.
pub fn cargo(transcript: &Transcript) -> Count {
    let mut count = Count::default();
    for line in transcript.output.lines() {
        if line.starts_with("test result:") {
            count.passed += number_before(line, " passed");
            count.failed += number_before(line, " failed");
        } else if let Some(name) = line.strip_prefix("test ").and_then(|l| l.strip_suffix(" ... FAILED")) {
            count.failures.push(name.to_owned());
        }
    }
    count.or_failure(transcript.success)
}

/// Sums the `# pass N` and `# fail N` lines of `node --test --test-reporter=tap`.
pub fn node(transcript: &Transcript) -> Count {
    let mut count = Count::default();
    for line in transcript.output.lines() {
        if let Some(n) = line.strip_prefix("# pass ") {
            count.passed += n.trim().parse().unwrap_or(0);
        } else if let Some(n) = line.strip_prefix("# fail ").or_else(|| line.strip_prefix("# cancelled ")) {
            count.failed += n.trim().parse().unwrap_or(0);
        } else if let Some(test) = line.trim_start().strip_prefix("not ok ") {
            count.failures.push(test.split_once(" - ").map_or(test, |(_, name)| name).to_owned());
        }
    }
    count.or_failure(transcript.success)
}

fn number_before(line: &str, word: &str) -> u64 {
    let before = line.split(word).next().unwrap_or_default();
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcript(output: &str, success: bool) -> Transcript {
        Transcript { output: output.into(), success }
    }

    #[test]
    fn cargos_results_are_summed_over_crates() {
        let output = "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\
                      test solves ... ok\ntest refuses ... FAILED\n\
                      test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        let expected = Count { passed: 15, failed: 2, failures: vec!["refuses".to_owned()] };
        assert_eq!(cargo(&transcript(output, false)), expected);
    }

    #[test]
    fn nodes_summary_is_read_and_cancelled_tests_count_as_failed() {
        let output =
            "ok 1 - x\n    not ok 2 - stops\n# tests 9\n# pass 7\n# fail 1\n# cancelled 1\n# skipped 0\n";
        let expected = Count { passed: 7, failed: 2, failures: vec!["stops".to_owned()] };
        assert_eq!(node(&transcript(output, false)), expected);
    }

    #[test]
    fn a_crash_without_results_is_a_failure_and_so_is_a_suite_without_tests() {
        assert_eq!(cargo(&transcript("error: could not compile", false)).failed, 1);
        assert_eq!(node(&transcript("# pass 0\n# fail 0\n", true)).failed, 1);
    }
}
