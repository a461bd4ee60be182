//! Work on threads in numbered groups: results by number, whatever ran where.

use crate::error::Error;
use core::sync::atomic::{AtomicUsize, Ordering};
use dynsys::ensemble::Resources;

/// `work` on `0..count` in groups of neighbours; it gives one result an item, in order.
///
/// # Errors
/// The error of the first group that has one, and [`Error::Cancelled`].
pub(super) fn in_groups<T: Send>(
    count: usize,
    group: usize,
    resources: &Resources<'_>,
    work: impl Fn(core::ops::Range<usize>) -> Result<Vec<T>, Error> + Sync,
) -> Result<Vec<T>, Error> {
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let cancelled = || resources.cancel.is_some_and(|cancel| cancel.load(Ordering::Relaxed));
    let worker = || {
        let mut parts = Vec::new();
        loop {
            let first = next.fetch_add(group, Ordering::Relaxed);
            if first >= count || cancelled() {
                return parts;
            }
            let range = first..count.min(first + group);
            let items = range.len();
            parts.push((first, work(range)));
            let done = done.fetch_add(items, Ordering::Relaxed) + items;
            if let Some(progress) = resources.progress {
                progress(done);
            }
        }
    };
    let mut parts = std::thread::scope(|scope| {
        let threads = resources.threads().min(count.div_ceil(group));
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        let mut parts = worker();
        for helper in helpers {
            parts.extend(helper.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        parts
    });
    parts.sort_by_key(|(first, _)| *first);
    let mut results = Vec::with_capacity(count);
    for (_, part) in parts {
        results.extend(part?);
    }
    if results.len() < count {
        return Err(Error::Cancelled { done: results.len(), total: count });
    }
    Ok(results)
}

/// The same, one item at a time.
///
/// # Errors
/// As [`in_groups`].
pub(super) fn one_by_one<T: Send>(
    count: usize,
    resources: &Resources<'_>,
    work: impl Fn(usize) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    in_groups(count, 1, resources, |range| range.map(&work).collect())
}
