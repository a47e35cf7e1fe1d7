//! Count.
