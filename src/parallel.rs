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

/// The first of a list, in its order whatever the number of threads, for which something is found.
pub(crate) fn first_found<T: Sync, U: Send>(items: &[T], find: impl Fn(&T) -> Option<U> + Sync + Send) -> Option<U> {
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        items.par_iter().find_map_first(find)
    }
    #[cfg(not(feature = "rayon"))]
    {
        items.iter().find_map(find)
    }
}
