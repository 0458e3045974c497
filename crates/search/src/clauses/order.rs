//! Which column is decided next: those that took part in failures lately come first.

/// Factor by which a failure counts for more than the one before.
const GROWTH: f64 = 1.0 / 0.95;
/// Where all merits are made smaller again, long before they overflow.
const LARGE: f64 = 1e100;

/// A heap of columns by their merit.
#[derive(Clone, Debug)]
pub struct Order {
    heap: Vec<u32>,
    /// The place of each column in the heap; none where it is not there.
    place: Vec<Option<u32>>,
    merit: Vec<f64>,
    step: f64,
}

impl Order {
    /// These columns, of so many, with these merits of all to begin with.
    pub fn new(columns: impl Iterator<Item = usize>, merit: Vec<f64>) -> Self {
        let mut order = Self { heap: Vec::new(), place: vec![None; merit.len()], merit, step: 1.0 };
        columns.for_each(|j| order.insert(j));
        order
    }

    /// Column `j` takes part in a failure.
    pub fn bump(&mut self, j: usize) {
        self.merit[j] += self.step;
        if let Some(at) = self.place[j] {
            self.rise(at as usize);
        }
    }

    /// A failure is over.
    pub fn end_failure(&mut self) {
        self.step *= GROWTH;
        if self.step > LARGE {
            self.merit.iter_mut().for_each(|m| *m /= LARGE);
            self.step /= LARGE;
        }
    }

    /// Puts a column in, if it is not there.
    pub fn insert(&mut self, j: usize) {
        if self.place[j].is_none() {
            self.place[j] = Some(self.heap.len() as u32);
            self.heap.push(j as u32);
            self.rise(self.heap.len() - 1);
        }
    }

    /// Takes the first out.
    pub fn pop(&mut self) -> Option<usize> {
        let first = *self.heap.first()?;
        let last = self.heap.pop()?;
        self.place[first as usize] = None;
        if first != last {
            self.heap[0] = last;
            self.place[last as usize] = Some(0);
            self.sink();
        }
        Some(first as usize)
    }

    fn comes_before(&self, a: u32, b: u32) -> bool {
        let (x, y) = (self.merit[a as usize], self.merit[b as usize]);
        x > y || (x == y && a < b)
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.heap.swap(a, b);
        self.place[self.heap[a] as usize] = Some(a as u32);
        self.place[self.heap[b] as usize] = Some(b as u32);
    }

    fn rise(&mut self, mut at: usize) {
        while at > 0 {
            let parent = (at - 1) / 2;
            if !self.comes_before(self.heap[at], self.heap[parent]) {
                return;
            }
            self.swap(at, parent);
            at = parent;
        }
    }

    fn sink(&mut self) {
        let mut at = 0;
        loop {
            let mut best = at;
            for child in [2 * at + 1, 2 * at + 2] {
                if child < self.heap.len() && self.comes_before(self.heap[child], self.heap[best]) {
                    best = child;
                }
            }
            if best == at {
                return;
            }
            self.swap(at, best);
            at = best;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_come_by_their_merit_and_by_their_number_among_equals() {
        let mut order = Order::new([4, 2, 0, 1, 3].into_iter(), vec![0.0; 5]);
        order.bump(3);
        order.end_failure();
        order.bump(1);
        assert_eq!(order.pop(), Some(1));
        assert_eq!(order.pop(), Some(3));
        order.insert(3);
        order.insert(3);
        let rest: Vec<usize> = std::iter::from_fn(|| order.pop()).collect();
        assert_eq!(rest, [3, 0, 2, 4]);
    }
}
