//! Reads how many tests passed and failed from what the test runners print.

use crate::shell::Transcript;

/// Passed and failed tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Tests that kept their promise.
    pub passed: u64,
    /// Tests that did not.
    pub failed: u64,
}

impl Count {
    /// One check that passed or failed as a whole.
    pub fn check(success: bool) -> Self {
        Self { passed: u64::from(success), failed: u64::from(!success) }
    }

    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// A run that ended badly without naming a failed test (a build error, a crash) counts as one failure; so
    /// does one without tests.
    fn or_failure(mut self, success: bool) -> Self {
        if (!success || self.passed == 0) && self.failed == 0 {
            self.failed = 1;
        }
        self
    }
}

/// Sums the `test result:` lines of `cargo test`.
pub fn cargo(transcript: &Transcript) -> Count {
    let mut count = Count::default();
    for line in transcript.output.lines().filter(|l| l.starts_with("test result:")) {
        count.passed += number_before(line, " passed");
        count.failed += number_before(line, " failed");
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
                      test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n";
        assert_eq!(cargo(&transcript(output, false)), Count { passed: 15, failed: 2 });
    }

    #[test]
    fn nodes_summary_is_read_and_cancelled_tests_count_as_failed() {
        let output = "ok 1 - x\n# tests 9\n# pass 7\n# fail 1\n# cancelled 1\n# skipped 0\n";
        assert_eq!(node(&transcript(output, false)), Count { passed: 7, failed: 2 });
    }

    #[test]
    fn a_crash_without_results_is_a_failure_and_so_is_a_suite_without_tests() {
        assert_eq!(cargo(&transcript("error: could not compile", false)).failed, 1);
        assert_eq!(node(&transcript("# pass 0\n# fail 0\n", true)).failed, 1);
    }
}
