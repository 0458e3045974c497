//! A parallel map over indices, in order.

use crate::error::{Error, Result};
use std::sync::atomic::{AtomicUsize, Ordering};

/// `work(0), …, work(count − 1)` on `threads` threads; the results come in order, the first error wins.
///
/// # Errors
/// What `work` returns, or [`Error::Worker`] when a thread panicked.
pub fn parallel_map<T, W>(count: usize, threads: usize, work: W) -> Result<Vec<T>>
where
    T: Send,
    W: Fn(usize) -> Result<T> + Sync,
{
    let next = AtomicUsize::new(0);
    let run = || -> Result<Vec<(usize, T)>> {
        let mut own = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            if index >= count {
                return Ok(own);
            }
            own.push((index, work(index)?));
        }
    };
    let mut all = std::thread::scope(|scope| -> Result<Vec<(usize, T)>> {
        let handles: Vec<_> = (0..threads.clamp(1, count.max(1))).map(|_| scope.spawn(run)).collect();
        let mut all = Vec::with_capacity(count);
        for handle in handles {
            all.extend(handle.join().map_err(|_| Error::Worker)??);
        }
        Ok(all)
    })?;
    all.sort_unstable_by_key(|(index, _)| *index);
    Ok(all.into_iter().map(|(_, value)| value).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_and_errors_come_through() {
        let squares = parallel_map(100, 3, |i| Ok(i * i)).unwrap();
        assert!(squares.iter().enumerate().all(|(i, s)| *s == i * i) && squares.len() == 100);
        let error = parallel_map(10, 2, |i| if i == 7 { Err(Error::Worker) } else { Ok(i) });
        assert!(matches!(error, Err(Error::Worker)));
        assert!(parallel_map(0, 4, Ok).unwrap().is_empty());
    }
}
