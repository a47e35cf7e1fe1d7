//! Work on several threads where the caller has any.

use rayon::prelude::*;

/// Maps items in their order: side by side within a pool of threads, else one
/// after the other. A process that was forked has lost its threads, and to ask
/// the global pool for help would be to wait for ever.
pub(crate) fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Send + Sync) -> Vec<R> {
    match rayon::current_thread_index() {
        Some(_) => items.into_par_iter().map(work).collect(),
        None => items.into_iter().map(work).collect(),
    }
}

/// How many threads [`map`] can count on.
pub(crate) fn threads() -> usize {
    rayon::current_thread_index().map_or(1, |_| rayon::current_num_threads())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_within_a_pool_and_without() {
        let doubled = || map((0..100).collect(), |n: u32| 2 * n);
        let expected: Vec<u32> = (0..200).step_by(2).collect();
        assert_eq!((doubled(), threads()), (expected.clone(), 1));
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        assert_eq!(pool.install(|| (doubled(), threads())), (expected, 2));
    }
}
