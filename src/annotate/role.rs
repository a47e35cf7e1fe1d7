//! Roles: who is presented as doing it, to whom.

use super::Mention;
use super::view::{Attribution, View};

/// Fill agent and patient of every mention. `actors` are the ids of the study's actors.
pub fn assign(_view: &View<'_>, _attributions: &[Attribution], _actors: &[String], _mentions: &mut [Mention]) {}
