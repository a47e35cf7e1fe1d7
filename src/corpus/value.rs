//! Numbers of typed tables (Parquet, Arrow) as what they stand for.

use chrono::{DateTime, NaiveDate};

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Plain,
    Date,
    /// Parts of a second, and whether the clock is that of Greenwich.
    Moment(i64, bool),
    /// Digits behind the point.
    Decimal(u32),
}

impl Kind {
    /// A whole number as what it stands for.
    pub(crate) fn whole(self, value: i64) -> String {
        let as_is = || value.to_string();
        match self {
            Kind::Plain => as_is(),
            Kind::Date => {
                let epoch = NaiveDate::default();
                i32::try_from(value)
                    .ok()
                    .and_then(|days| {
                        let days = chrono::TimeDelta::try_days(i64::from(days))?;
                        epoch.checked_add_signed(days)
                    })
                    .map_or_else(as_is, |day| day.to_string())
            }
            Kind::Moment(parts, greenwich) => {
                let Some(moment) = DateTime::from_timestamp(value.div_euclid(parts), 0) else { return as_is() };
                // A day that was stored as a moment is a day.
                if value.rem_euclid(86_400 * parts) == 0 {
                    return moment.date_naive().to_string();
                }
                moment.format(if greenwich { "%Y-%m-%dT%H:%M:%SZ" } else { "%Y-%m-%dT%H:%M:%S" }).to_string()
            }
            Kind::Decimal(scale) => {
                let unit = 10_i128.checked_pow(scale).unwrap_or(1).max(1);
                let (sign, value) = (if value < 0 { "-" } else { "" }, i128::from(value).abs());
                match scale {
                    0 => format!("{sign}{value}"),
                    _ => format!("{sign}{}.{:0width$}", value / unit, value % unit, width = scale as usize),
                }
            }
        }
    }
}
