//! Mentions.
