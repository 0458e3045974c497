//! Bounds of columns in the order in which they came, each with its reason.

/// No event.
pub const NONE: u32 = u32::MAX;

/// Why a bound came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It was decided, or holds without any decision.
    Decision,
    /// A row by that number implies it.
    Row(u32),
    /// A clause by that number does.
    Clause(u32),
}

/// A bound that came.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    /// Of which column.
    pub column: u32,
    /// Whether it is the upper bound.
    pub is_upper: bool,
    /// The bound …
    pub value: f64,
    /// … and the one before it.
    pub before: f64,
    /// The event that brought the one before; [`NONE`] where it was there from the start.
    pub previous: u32,
    /// Decisions up to it.
    pub level: u32,
    /// Why it came.
    pub reason: Reason,
}

/// The bounds, and how they came about.
#[derive(Clone, Debug)]
pub struct Trail {
    lower: Vec<f64>,
    upper: Vec<f64>,
    events: Vec<Event>,
    /// The last event of each column's lower and upper bound.
    latest: Vec<[u32; 2]>,
    /// Where the events of each decision begin.
    levels: Vec<u32>,
}

impl Trail {
    /// Nothing has come.
    pub fn new(lower: Vec<f64>, upper: Vec<f64>) -> Self {
        let latest = vec![[NONE; 2]; lower.len()];
        Self { lower, upper, events: Vec::new(), latest, levels: Vec::new() }
    }

    /// Lower bound of column `j`.
    #[inline]
    pub fn lower(&self, j: usize) -> f64 {
        self.lower[j]
    }

    /// Upper bound of column `j`.
    #[inline]
    pub fn upper(&self, j: usize) -> f64 {
        self.upper[j]
    }

    /// One of the two bounds.
    #[inline]
    pub fn bound(&self, j: usize, is_upper: bool) -> f64 {
        if is_upper { self.upper[j] } else { self.lower[j] }
    }

    /// Whether column `j` has one value left.
    #[inline]
    pub fn is_fixed(&self, j: usize) -> bool {
        self.lower[j] >= self.upper[j]
    }

    /// How many events there are.
    pub fn count(&self) -> usize {
        self.events.len()
    }

    /// The event by this number.
    #[inline]
    pub fn event(&self, number: u32) -> &Event {
        &self.events[number as usize]
    }

    /// The last event.
    pub fn last(&self) -> Option<&Event> {
        self.events.last()
    }

    /// How many decisions there are.
    pub fn level(&self) -> u32 {
        self.levels.len() as u32
    }

    /// The next event is a decision.
    pub fn open_level(&mut self) {
        self.levels.push(self.events.len() as u32);
    }

    /// A bound comes.
    pub fn push(&mut self, j: usize, is_upper: bool, value: f64, reason: Reason) {
        let side = usize::from(is_upper);
        let before = if is_upper { &mut self.upper[j] } else { &mut self.lower[j] };
        let before = std::mem::replace(before, value);
        let (level, previous) = (self.level(), self.latest[j][side]);
        self.latest[j][side] = self.events.len() as u32;
        self.events.push(Event { column: j as u32, is_upper, value, before, previous, level, reason });
    }

    /// Takes back the last event, if it came after so many decisions.
    pub fn pop_above(&mut self, level: u32) -> Option<Event> {
        let event = *self.events.last().filter(|e| e.level > level)?;
        self.events.pop();
        let j = event.column as usize;
        *if event.is_upper { &mut self.upper[j] } else { &mut self.lower[j] } = event.before;
        self.latest[j][usize::from(event.is_upper)] = event.previous;
        if self.events.len() as u32 == self.levels[event.level as usize - 1] {
            self.levels.truncate(event.level as usize - 1);
        }
        Some(event)
    }

    /// The event that brought the bound of column `j` which held before event `time`.
    pub fn event_before(&self, j: usize, is_upper: bool, time: u32) -> u32 {
        let mut e = self.latest[j][usize::from(is_upper)];
        while e != NONE && e >= time {
            e = self.events[e as usize].previous;
        }
        e
    }
}
