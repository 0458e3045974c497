//! Which dive next, learned from how the earlier ones went (Hendel, "Adaptive large neighborhood search for
//! mixed integer programming", 2022, section 5, does the same for dives).

use super::bandit::{Record, total};

/// How a dive chooses its fixings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// The column nearest to an integer.
    Fractional,
    /// The column nearest to the incumbent's value.
    Guided,
    /// The column that the fewest rows resist.
    Coefficient,
    /// The column whose rounding costs little one way and much the other.
    PseudoCost,
}

impl Style {
    /// Its name in events.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fractional => "fractional diving",
            Self::Guided => "guided diving",
            Self::Coefficient => "coefficient diving",
            Self::PseudoCost => "pseudo-cost diving",
        }
    }
}

/// The styles and their records.
#[derive(Clone, Debug)]
pub struct DiveChoice {
    records: [(Style, Record); 4],
}

impl Default for DiveChoice {
    fn default() -> Self {
        // Alike at first; the order decides.
        let fresh = |style| (style, Record::new(0.5));
        Self { records: [Style::Guided, Style::PseudoCost, Style::Fractional, Style::Coefficient].map(fresh) }
    }
}

impl DiveChoice {
    /// A choice whose first turn is the style at place `first` of guided, pseudo-cost, fractional and
    /// coefficient.
    pub fn starting_at(first: usize) -> Self {
        let mut choice = Self::default();
        let styles = choice.records.len();
        choice.records.rotate_left(first % styles);
        choice
    }

    /// The style with the best rating; guided dives need an incumbent.
    pub fn next(&self, has_incumbent: bool) -> Style {
        let all = self.all().tries();
        let mut best = (f64::NEG_INFINITY, Style::Fractional);
        for (style, record) in &self.records {
            let rating = record.rating(all);
            if rating > best.0 && (has_incumbent || *style != Style::Guided) {
                best = (rating, *style);
            }
        }
        best.1
    }

    /// Takes note of a dive.
    pub fn learn(&mut self, style: Style, improved: bool) {
        for (_, record) in self.records.iter_mut().filter(|r| r.0 == style) {
            record.learn(improved);
        }
    }

    /// All dives together.
    pub fn all(&self) -> Record {
        total(self.records.iter().map(|r| r.1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_style_gets_its_turn_and_the_successful_one_more() {
        let mut choice = DiveChoice::default();
        assert_ne!(choice.next(false), Style::Guided);
        let mut count = [0; 4];
        for _ in 0..80 {
            let style = choice.next(true);
            choice.learn(style, style == Style::PseudoCost);
            count[style as usize] += 1;
        }
        assert!(count.iter().all(|&c| c > 0) && count[Style::PseudoCost as usize] > 40, "{count:?}");
        assert_eq!(choice.all().tries(), 80);
    }
}
