//! A future that a callback completes.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

/// The callback's end.
pub(super) struct Sender<T>(Arc<Mutex<State<T>>>);

struct State<T> {
    value: Option<T>,
    waker: Option<Waker>,
}

impl<T> Sender<T> {
    /// Completes the future.
    pub(super) fn send(self, value: T) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.value = Some(value);
        if let Some(waker) = state.waker.take() {
            drop(state);
            waker.wake();
        }
    }
}

/// A sender, and the future of what it sends.
pub(super) fn signal<T>() -> (Sender<T>, impl Future<Output = T>) {
    let shared = Arc::new(Mutex::new(State { value: None, waker: None }));
    let sender = Sender(Arc::clone(&shared));
    let receiver = poll_fn(move |context| {
        let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
        match state.value.take() {
            Some(value) => Poll::Ready(value),
            None => {
                state.waker = Some(context.waker().clone());
                Poll::Pending
            }
        }
    });
    (sender, receiver)
}
