//! Re-checks result documents.
