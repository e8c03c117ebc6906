//! Work on several threads where the feature is on; results come in order either way.

/// Maps a list; the results are in the order of the list whatever the number of threads.
pub(crate) fn map_in_order<T: Sync, U: Send>(items: &[T], map: impl Fn(&T) -> U + Sync + Send) -> Vec<U> {
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        items.par_iter().map(map).collect()
    }
    #[cfg(not(feature = "rayon"))]
    {
        items.iter().map(map).collect()
    }
}
