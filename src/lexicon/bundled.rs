//! The lexicon that the binary carries, so that it works alone.

/// Bundled frames as `(path, text)`, sorted by path.
pub const FRAMES: [(&str, &str); 4] = [
    ("lexicons/frames/aggression.toml", include_str!("../../lexicons/frames/aggression.toml")),
    ("lexicons/frames/liberation.toml", include_str!("../../lexicons/frames/liberation.toml")),
    ("lexicons/frames/occupation.toml", include_str!("../../lexicons/frames/occupation.toml")),
    ("lexicons/frames/self-determination.toml", include_str!("../../lexicons/frames/self-determination.toml")),
];

/// The bundled frames, ready for [`Lexicon::parse`](super::Lexicon::parse).
pub fn frames() -> Vec<(String, String)> {
    FRAMES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}
