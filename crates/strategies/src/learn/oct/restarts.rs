//! Local search from many trees, on several threads; which one is best does not depend on how many.

use super::rules::Rules;
use super::search::descend;
use super::settings::Settings;
use crate::learn::arena::Arena;
use crate::learn::columns::Columns;
use crate::learn::data::Data;
use crate::learn::grow::{Choice, grow};
use crate::learn::random::Stream;
use hunch_model::{Control, Flow, StopReason};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// How often the host is asked while threads work.
const PATIENCE: Duration = Duration::from_millis(20);

/// The best tree.
pub(super) struct Best<'a> {
    pub arena: Arena<'a>,
    loss: f64,
    pub restart: usize,
    pub passes: usize,
    pub stopped: Option<StopReason>,
}

/// What all restarts have in common.
struct Shared<'a> {
    data: &'a Data,
    columns: &'a Columns,
    settings: &'a Settings,
    rules: Rules,
}

/// The tree of the smallest loss; of equal ones that of the first restart.
pub(super) fn best<'a>(
    data: &'a Data,
    columns: &'a Columns,
    settings: &'a Settings,
    rules: Rules,
    control: &mut dyn Control,
) -> Best<'a> {
    let shared = Shared { data, columns, settings, rules };
    let threads = match settings.threads {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        threads => threads,
    };
    if threads.min(settings.restarts) < 2 {
        in_turn(&shared, control)
    } else {
        at_once(&shared, threads, control)
    }
}

fn in_turn<'a>(shared: &Shared<'a>, control: &mut dyn Control) -> Best<'a> {
    let mut stopped = None;
    let mut spend = |work: u64| match control.spend(work) {
        Flow::Continue => true,
        Flow::Stop(reason) => {
            stopped = Some(reason);
            false
        }
    };
    let mut best = shared.run(0, &mut spend);
    for restart in 1..shared.settings.restarts {
        if !spend(0) {
            break;
        }
        best = best.better(shared.run(restart, &mut spend));
    }
    best.stopped = stopped;
    best
}

/// What threads tell each other.
struct Board {
    next: AtomicUsize,
    stop: AtomicBool,
    /// Points passed that the host has not been charged yet.
    work: AtomicU64,
}

impl Board {
    /// The next restart that nobody has taken.
    fn take(&self, restarts: usize) -> Option<usize> {
        let restart = self.next.fetch_add(1, Ordering::Relaxed);
        (restart < restarts && !self.stop.load(Ordering::Relaxed)).then_some(restart)
    }

    fn add(&self, work: u64) -> bool {
        self.work.fetch_add(work, Ordering::Relaxed);
        !self.stop.load(Ordering::Relaxed)
    }
}

fn at_once<'a>(shared: &Shared<'a>, threads: usize, control: &mut dyn Control) -> Best<'a> {
    let restarts = shared.settings.restarts;
    let board = Board { next: AtomicUsize::new(1), stop: AtomicBool::new(false), work: AtomicU64::new(0) };
    let mut stopped = None;
    let mut spend = |work: u64| {
        board.add(work);
        if let Flow::Stop(reason) = control.spend(board.work.swap(0, Ordering::Relaxed)) {
            board.stop.store(true, Ordering::Relaxed);
            stopped = Some(reason);
        }
        !board.stop.load(Ordering::Relaxed)
    };
    let mut best = std::thread::scope(|scope| {
        let (sender, receiver) = channel();
        for _ in 1..threads.min(restarts) {
            let (sender, board) = (sender.clone(), &board);
            scope.spawn(move || helper(shared, board, &sender));
        }
        drop(sender);
        // The first restart stays here: there is a tree whatever becomes of the others.
        let mut best = shared.run(0, &mut spend);
        while let Some(restart) = board.take(restarts) {
            best = best.better(shared.run(restart, &mut spend));
        }
        loop {
            match receiver.recv_timeout(PATIENCE) {
                Ok(found) => best = best.better(found),
                Err(RecvTimeoutError::Timeout) => {
                    spend(0);
                }
                Err(RecvTimeoutError::Disconnected) => return best,
            }
        }
    });
    best.stopped = stopped;
    best
}

fn helper<'a>(shared: &Shared<'a>, board: &Board, sender: &Sender<Best<'a>>) {
    while let Some(restart) = board.take(shared.settings.restarts) {
        let found = shared.run(restart, &mut |work| board.add(work));
        if sender.send(found).is_err() {
            return; // nobody waits for it any more
        }
    }
}

impl<'a> Shared<'a> {
    /// One restart: a tree, then the local search.
    fn run(&self, restart: usize, spend: &mut dyn FnMut(u64) -> bool) -> Best<'a> {
        let mut stream = Stream::new(self.settings.seed, restart as u64);
        let mut arena = self.start(restart, &mut stream);
        let descent = descend(&mut arena, self.rules, &mut stream, spend);
        arena.prune(self.rules.penalty);
        let nodes = arena.subtree(0);
        let errors: f64 = nodes.into_iter().map(|t| arena.errors(t)).sum();
        let loss = errors + self.rules.penalty * arena.complexity(0);
        Best { arena, loss, restart, passes: descent.passes, stopped: None }
    }

    /// The greedy tree first, then random ones of three kinds in turn: greedy by few of the columns, by half
    /// of them, and by a threshold drawn in a drawn column. The first two are the better ones of many
    /// points, the last one of few.
    fn start(&self, restart: usize, stream: &mut Stream) -> Arena<'a> {
        let all = self.columns.list.len();
        let few = (all as f64).sqrt().ceil() as usize;
        let choice = match (restart, restart % 3) {
            (0, _) => Choice::Best,
            (_, 1) => Choice::Some { columns: few, stream },
            (_, 2) => Choice::Drawn { columns: 1, stream },
            _ => Choice::Some { columns: all.div_ceil(2), stream },
        };
        let mut arena = grow(self.data, self.columns, self.rules.limits, choice);
        if restart == 0 {
            arena.prune(self.rules.penalty);
        }
        arena
    }
}

impl Best<'_> {
    /// The one of the smaller loss, or of the earlier restart when they are alike.
    fn better(self, other: Self) -> Self {
        let passes = self.passes + other.passes;
        let first = (self.loss, self.restart) <= (other.loss, other.restart);
        let better = if first { self } else { other };
        Self { passes, ..better }
    }
}
