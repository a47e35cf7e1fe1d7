//! Language packs.
/// One language's grammar data.
#[derive(Debug, Clone, Default)]
pub struct LanguagePack;
/// All languages.
#[derive(Debug, Clone, Default)]
pub struct LanguagePacks;
