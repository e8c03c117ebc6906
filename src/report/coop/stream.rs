//! Vertices of the core one by one, for lists that are too long to keep.

use serde_json::Value;

use super::{Options, Task};
use crate::error::Error;
use crate::format::tu::TuFile;
use crate::number::Scalar;
use crate::solution::cooperative::for_each_core_vertex;

/// Hands each vertex of the core, as an allocation object, to `write`; nothing is kept. Returns how
/// many there are. Exact numbers unless the file has floats.
///
/// # Errors
///
/// [`Error::TimeLimit`] when the time is over, what `write` says, and as [`for_each_core_vertex`].
///
/// # Examples
///
/// ```
/// use pactum::format::tu::read_json;
/// use pactum::report::coop::{Options, stream_vertices};
///
/// let text = r#"{"format": "pactum-tu/1", "players": ["a", "b"], "values": [0, 0, 0, 1]}"#;
/// let mut lines = Vec::new();
/// let count = stream_vertices(&read_json(text).unwrap(), &Options::default(), &mut |vertex| {
///     Ok(lines.push(vertex.to_string()))
/// });
/// assert_eq!(count, Ok(2));
/// assert_eq!(lines, [r#"{"a":"0","b":"1"}"#, r#"{"a":"1","b":"0"}"#]);
///
/// let large = read_json(r#"{"format": "pactum-tu/1", "airport": {"costs": [1,1,1,1,1,1,1,1,1,1,1,1,1]}}"#).unwrap();
/// assert!(stream_vertices(&large, &Options::default(), &mut |_| Ok(())).is_err());
/// ```
pub fn stream_vertices<S: Scalar>(
    file: &TuFile<S>,
    options: &Options,
    write: &mut dyn FnMut(Value) -> Result<(), Error>,
) -> Result<u64, Error> {
    let task = Task::new(file, options);
    for_each_core_vertex(task.game()?, &mut |vertex| {
        options.limit.check("the list of vertices")?;
        write(task.allocation(vertex))
    })
}
