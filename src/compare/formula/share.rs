//! Distributions over frames, documents and terms.

/// Jensen–Shannon divergence of two distributions, in bits.
///
/// JSD = ½ KL(P‖M) + ½ KL(Q‖M), M = ½(P + Q), with P and Q the shares of the
/// counts. From 0 (the same shares) to 1 (nothing in common). `None` where one
/// side counts nothing or the lengths differ. It is biased upwards in small
/// samples: two halves of one source are never at 0.
///
/// Reference: Lin (1991), IEEE Transactions on Information Theory 37(1), 145–151.
///
/// ```
/// use framelens::compare::formula::jensen_shannon;
/// assert_eq!(jensen_shannon(&[1, 0], &[0, 7]), Some(1.0));
/// assert_eq!(jensen_shannon(&[1, 2], &[2, 4]), Some(0.0));
/// assert_eq!(jensen_shannon(&[0, 0], &[2, 4]), None);
/// ```
pub fn jensen_shannon(target: &[u64], reference: &[u64]) -> Option<f64> {
    let (n1, n2) = (target.iter().sum::<u64>(), reference.iter().sum::<u64>());
    if n1 == 0 || n2 == 0 || target.len() != reference.len() {
        return None;
    }
    // A share over its mean with the other share is 2ab' / (ab' + ba') in whole
    // numbers: equal shares give exactly 1, and its logarithm 0.
    let part = |a: u64, n: u64, b: u64, m: u64| {
        if a == 0 {
            return 0.0;
        }
        let (own, other) = (a as f64 * m as f64, b as f64 * n as f64);
        a as f64 / n as f64 * (2.0 * own / (own + other)).log2()
    };
    let bits: f64 = target.iter().zip(reference).map(|(&a, &b)| part(a, n1, b, n2) + part(b, n2, a, n1)).sum();
    Some((bits / 2.0).clamp(0.0, 1.0))
}

/// Inverse document frequency, ln((1 + N) / (1 + d)) + 1, of a term that d of N documents have.
///
/// The smooth form, never 0: with the plain ln(N / d) two sources of one
/// document each would share nothing, since every shared term is in all documents.
///
/// Reference: scikit-learn, `TfidfTransformer(smooth_idf=True)`, after Salton & Buckley (1988).
pub fn idf(documents_with: u64, documents: u64) -> f64 {
    ((1.0 + documents as f64) / (1.0 + documents_with as f64)).ln() + 1.0
}

/// Cosine of two vectors: Σxy / √(Σx² Σy²).
///
/// From the three sums. Unit: none, 0 (nothing shared) to 1 (the same
/// direction) for weights ≥ 0. `None` where a vector is empty.
pub fn cosine(product: f64, square_target: f64, square_reference: f64) -> Option<f64> {
    (square_target > 0.0 && square_reference > 0.0)
        .then(|| (product / (square_target.sqrt() * square_reference.sqrt())).clamp(0.0, 1.0))
}

/// Gries' normalised deviation of proportions of (mentions, tokens) of documents.
///
/// DP = ½ Σ|hᵢ/Σh − tᵢ/Σt|, and DPnorm = DP / (1 − min tᵢ/Σt). Unit: none; 0
/// where mentions follow the documents' lengths, 1 where all are in the
/// shortest document. Documents without tokens are left out. `None` without a
/// mention or with fewer than two documents.
///
/// Reference: Gries (2008), Int. J. of Corpus Linguistics 13(4), 403–437;
/// norming after Lijffijt & Gries (2012), ibid. 17(1), 147–149.
///
/// ```
/// use framelens::compare::formula::dispersion;
/// assert_eq!(dispersion(&[(1, 100), (1, 100)]), Some(0.0));
/// assert_eq!(dispersion(&[(5, 100), (0, 100)]), Some(1.0));
/// assert_eq!(dispersion(&[(5, 100)]), None);
/// ```
pub fn dispersion(documents: &[(u64, u64)]) -> Option<f64> {
    let parts = || documents.iter().filter(|d| d.1 > 0);
    let (h, t) = parts().fold((0u64, 0u64), |(h, t), d| (h + d.0, t + d.1));
    let least = parts().map(|d| d.1).min()?;
    if h == 0 || parts().count() < 2 {
        return None;
    }
    let (h, t) = (h as f64, t as f64);
    let deviation: f64 = parts().map(|d| (d.0 as f64 / h - d.1 as f64 / t).abs()).sum::<f64>() / 2.0;
    Some((deviation / (1.0 - least as f64 / t)).clamp(0.0, 1.0))
}
