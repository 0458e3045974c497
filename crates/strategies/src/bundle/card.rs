//! What a file of strategies says about itself.

use super::error::{LearnedError, within};
use super::guess::Told;
use super::limits::{MAX_LINES, MAX_PARAMETERS, MAX_STRATEGIES, MAX_TEXT};
use hunch_bundle::fields::{Fields, wrong};
use hunch_bundle::json::{Json, ReadJson};
use serde::Serialize;

/// Value of the card's field `format`, by which hosts tell these files from networks of families.
pub const FORMAT: &str = "hunch-strategies";

/// Version of the format: what is written. Files of a later one are refused. Version 1 had no stored trees, and
/// is read as a file without.
pub const VERSION: u32 = 2;

/// What ranks the strategies at a θ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum By {
    /// Nothing: every answer is searched.
    Search,
    /// How often they were seen.
    Frequency,
    /// Stored duals, points or regions: see [`crate::answer::ranking`].
    Stored,
    /// The tree.
    Tree,
    /// Nearest neighbours.
    Neighbours,
    /// The network.
    Network,
    /// Nothing; but the binaries of the nearest θ are guessed to the search: see [`Told`].
    Guess,
    /// The same, the nearest binaries as a start alone.
    Start,
    /// The same, those on which the nearest agree fixed at first.
    Fixed,
}

impl By {
    const ALL: [Self; 9] = [
        Self::Search,
        Self::Frequency,
        Self::Stored,
        Self::Tree,
        Self::Neighbours,
        Self::Network,
        Self::Guess,
        Self::Start,
        Self::Fixed,
    ];

    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Search => "search",
            Self::Frequency => "frequency",
            Self::Stored => "stored",
            Self::Tree => "tree",
            Self::Neighbours => "neighbours",
            Self::Network => "network",
            Self::Guess => "guess",
            Self::Start => "start",
            Self::Fixed => "fixed",
        }
    }

    /// What is done with the guess of binaries, where that is how θ are answered.
    pub const fn told(self) -> Option<Told> {
        match self {
            Self::Guess => Some(Told::Votes),
            Self::Start => Some(Told::Start),
            Self::Fixed => Some(Told::Fixed),
            _ => None,
        }
    }
}

/// How a θ is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Ranking {
    /// What ranks the strategies.
    pub by: By,
    /// How many of them are tried, the first ones.
    pub tries: usize,
}

/// Where θ were drawn.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Domain {
    /// Least value of each parameter.
    pub lower: Vec<f64>,
    /// Largest value of each parameter.
    pub upper: Vec<f64>,
    /// How they were drawn, in words.
    pub source: String,
}

/// What the sample came to.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sampled {
    /// Seed of all draws.
    pub seed: u64,
    /// θ with a strategy.
    pub samples: u64,
    /// Strategies that were seen.
    pub strategies: u64,
    /// The Good–Turing estimate.
    pub good_turing: f64,
    /// Fresh θ.
    pub held_out: u64,
    /// Those of them whose strategy was new.
    pub unseen: u64,
    /// What share of new θ has an unseen strategy at most, with 95 % confidence (Clopper–Pearson).
    pub bound: f64,
}

/// A line of the measured table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Line {
    /// What was measured.
    pub name: String,
    /// Microseconds a query, all of it: prediction, proof, and the search where it was needed.
    pub microseconds: f64,
    /// Share of the queries that needed no search.
    pub proven: f64,
    /// Share of the queries whose first guess is the strategy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<f64>,
    /// Share of the queries with the strategy among three guesses.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub three: Option<f64>,
}

/// What a file says about itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    /// [`FORMAT`].
    pub format: &'static str,
    /// [`VERSION`] of the build that wrote the file.
    pub version: u32,
    /// The model's name.
    pub name: String,
    /// Names of the parameters: what θ means, in order.
    pub parameters: Vec<String>,
    /// The strategies in words.
    #[serde(rename = "strategies")]
    pub sentences: Vec<String>,
    /// How a θ is answered.
    pub ranking: Ranking,
    /// Neighbours that are counted; 0 where there are none.
    pub neighbours: usize,
    /// Where θ were drawn.
    pub domain: Domain,
    /// What the sample came to.
    pub sampled: Sampled,
    /// What was measured, the line that was chosen and those that it was chosen from.
    pub table: Vec<Line>,
    /// Whether learning pays, in words.
    pub verdict: String,
    /// Licence of the file, an SPDX expression.
    pub licence: String,
}

impl Card {
    /// Reads a card.
    pub(super) fn read(text: &str, json: ReadJson<'_>) -> Result<Self, LearnedError> {
        let refused = |reason: String| LearnedError::Card { field: "card".into(), reason };
        let value = json(text).map_err(refused)?;
        let card = Fields::new(String::new(), &value)?;
        let format = card.text("format")?;
        if format != FORMAT {
            let reason = format!("is {format:?}, expected {FORMAT:?}");
            return Err(LearnedError::Card { field: "format".into(), reason });
        }
        let version = card.whole("version")?;
        if !(1..=u64::from(VERSION)).contains(&version) {
            return Err(LearnedError::Version { found: version, supported: VERSION });
        }
        card.only(&[
            "format",
            "version",
            "name",
            "parameters",
            "strategies",
            "ranking",
            "neighbours",
            "domain",
            "sampled",
            "table",
            "verdict",
            "licence",
        ])?;
        let lines = card.list("table", MAX_LINES)?.into_iter();
        Ok(Self {
            format: FORMAT,
            version: VERSION,
            name: short("name", card.text("name")?)?,
            parameters: texts(&card, "parameters", MAX_PARAMETERS)?,
            sentences: texts(&card, "strategies", MAX_STRATEGIES)?,
            ranking: ranking(&card.object("ranking")?)?,
            neighbours: card.count("neighbours")?,
            domain: domain(&card.object("domain")?, card.list("parameters", MAX_PARAMETERS)?.len())?,
            sampled: sampled(&card.object("sampled")?)?,
            table: lines.map(|(path, value)| line(&Fields::new(path, value)?)).collect::<Result<_, _>>()?,
            verdict: short("verdict", card.text("verdict")?)?,
            licence: short("licence", card.text("licence")?)?,
        })
    }

    /// The card as JSON text.
    #[cfg(feature = "json")]
    pub(super) fn to_json(&self) -> Result<String, LearnedError> {
        serde_json::to_string(self)
            .map_err(|error| LearnedError::Card { field: "card".into(), reason: error.to_string() })
    }
}

fn short(field: &'static str, text: String) -> Result<String, LearnedError> {
    within(field, text.len(), MAX_TEXT)?;
    Ok(text)
}

fn texts(card: &Fields<'_>, name: &'static str, limit: usize) -> Result<Vec<String>, LearnedError> {
    let text = |(path, value): (String, &Json)| match value.text() {
        Some(text) => short(name, text.to_owned()),
        None => Err(wrong(path, Some(value), "a text").into()),
    };
    card.list(name, limit)?.into_iter().map(text).collect()
}

fn numbers(fields: &Fields<'_>, name: &str, expected: usize) -> Result<Vec<f64>, LearnedError> {
    let number = |(path, value): (String, &Json)| match value.number().filter(|n| n.is_finite()) {
        Some(number) => Ok(number),
        None => Err(LearnedError::from(wrong(path, Some(value), "a finite number"))),
    };
    let found: Vec<f64> =
        fields.list(name, MAX_PARAMETERS)?.into_iter().map(number).collect::<Result<_, _>>()?;
    super::parts::size(&fields.path(name), found.len(), expected)?;
    Ok(found)
}

fn ranking(fields: &Fields<'_>) -> Result<Ranking, LearnedError> {
    let name = fields.text("by")?;
    let by = By::ALL.into_iter().find(|by| by.name() == name).ok_or_else(|| {
        let known: Vec<&str> = By::ALL.map(By::name).to_vec();
        let reason = format!("is {name:?}, expected one of {}", known.join(", "));
        LearnedError::Card { field: fields.path("by"), reason }
    })?;
    Ok(Ranking { by, tries: fields.count("tries")?.min(MAX_STRATEGIES) })
}

fn domain(fields: &Fields<'_>, parameters: usize) -> Result<Domain, LearnedError> {
    Ok(Domain {
        lower: numbers(fields, "lower", parameters)?,
        upper: numbers(fields, "upper", parameters)?,
        source: short("domain.source", fields.text("source")?)?,
    })
}

fn sampled(fields: &Fields<'_>) -> Result<Sampled, LearnedError> {
    Ok(Sampled {
        seed: fields.whole("seed")?,
        samples: fields.whole("samples")?,
        strategies: fields.whole("strategies")?,
        good_turing: fields.number("goodTuring")?,
        held_out: fields.whole("heldOut")?,
        unseen: fields.whole("unseen")?,
        bound: fields.number("bound")?,
    })
}

fn line(fields: &Fields<'_>) -> Result<Line, LearnedError> {
    let share = |name: &str| if fields.has(name) { fields.number(name).map(Some) } else { Ok(None) };
    Ok(Line {
        name: short("table.name", fields.text("name")?)?,
        microseconds: fields.number("microseconds")?,
        proven: fields.number("proven")?,
        first: share("first")?,
        three: share("three")?,
    })
}
