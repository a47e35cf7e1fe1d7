//! Sentences with the roles they tell.
