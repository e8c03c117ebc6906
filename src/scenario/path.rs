//! Parameter paths: `agency.tax.funding`, `relation.*.*.structure`, `risk.kind:leakage.mitigation`.

use super::parameter::{AgencyKey, CouplingKey, DatasetKey, Info, Key, LinkageKey, RelationKey, RiskKey, UseKey};
use super::{RISK_KINDS, Scenario};

/// One parameter of one object of a scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterId {
    /// Of an agency.
    Agency(usize, AgencyKey),
    /// Of a dataset.
    Dataset(usize, DatasetKey),
    /// The measured effort of a dataset.
    Effort(usize),
    /// Of a use.
    Use(usize, UseKey),
    /// The cost share of a use.
    CostShare(usize),
    /// Of the relation of a pair, lower agency first; of every pair that is not listed for `None`.
    Relation(Option<(usize, usize)>, RelationKey),
    /// Of a risk.
    Risk(usize, RiskKey),
    /// Of a linkage.
    Linkage(usize, LinkageKey),
    /// The exclusion from the collective good.
    Exclusion,
    /// A coupling.
    Coupling(CouplingKey),
}

/// Why a path names nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathError {
    /// The part of the path that is wrong.
    pub found: String,
    /// What is allowed there, in words.
    pub allowed: String,
    /// The names that are allowed there, for a hint at the nearest.
    pub candidates: Vec<String>,
}

impl PathError {
    fn new(found: &str, allowed: impl Into<String>, candidates: Vec<String>) -> Self {
        PathError { found: found.into(), allowed: allowed.into(), candidates }
    }
}

impl ParameterId {
    /// What is known of the parameter.
    pub fn info(self) -> Info {
        let effort = Info { name: "effort", symbol: "z", ..DatasetKey::PreparationCost.info() };
        let share = Info { name: "cost_share", symbol: "share", ..UseKey::OutsideOption.info() };
        let exclusion = Info { name: "exclusion", symbol: "ex_0", ..DatasetKey::Exclusion.info() };
        match self {
            ParameterId::Agency(_, key) => key.info(),
            ParameterId::Dataset(_, key) => key.info(),
            ParameterId::Effort(_) => effort,
            ParameterId::Use(_, key) => key.info(),
            ParameterId::CostShare(_) => share,
            ParameterId::Relation(_, key) => key.info(),
            ParameterId::Risk(_, key) => key.info(),
            ParameterId::Linkage(_, key) => key.info(),
            ParameterId::Exclusion => exclusion,
            ParameterId::Coupling(key) => key.info(),
        }
    }

    /// The path of the parameter, with the identifiers of the scenario.
    pub fn path<T>(self, scenario: &Scenario<T>) -> String {
        let agency = |index: usize| scenario.agencies[index].id.as_str();
        let dataset = |index: usize| scenario.datasets[index].id.as_str();
        match self {
            ParameterId::Agency(index, key) => format!("agency.{}.{}", agency(index), key.info().name),
            ParameterId::Dataset(index, key) if DatasetKey::QUALITY.contains(&key) => {
                format!("dataset.{}.quality.{}", dataset(index), key.info().name)
            }
            ParameterId::Dataset(index, key) => format!("dataset.{}.{}", dataset(index), key.info().name),
            ParameterId::Effort(index) => format!("dataset.{}.effort", dataset(index)),
            ParameterId::Use(..) | ParameterId::CostShare(_) => {
                let index = match self {
                    ParameterId::Use(index, _) | ParameterId::CostShare(index) => index,
                    _ => 0,
                };
                let entry = &scenario.uses[index];
                format!("use.{}.{}.{}", dataset(entry.dataset), agency(entry.user), self.info().name)
            }
            ParameterId::Relation(pair, key) => {
                let (first, second) = match pair {
                    Some((first, second)) => (agency(first), agency(second)),
                    None => ("*", "*"),
                };
                format!("relation.{first}.{second}.{}", relation_suffix(key, first, second))
            }
            ParameterId::Risk(index, key) => format!("risk.{}.{}", scenario.risks[index].id, key.info().name),
            ParameterId::Linkage(index, key) => {
                let (first, second) = scenario.linkages[index].datasets;
                format!("linkage.{}.{}.{}", dataset(first), dataset(second), key.info().name)
            }
            ParameterId::Exclusion => "collective.exclusion".into(),
            ParameterId::Coupling(key) => format!("coupling.{}", key.info().name),
        }
    }
}

/// The end of a relation's path: the element and sub-element, the side of a cost, or the relief.
fn relation_suffix(key: RelationKey, first: &str, second: &str) -> String {
    for (element, subs) in RelationKey::ELEMENTS {
        if subs.contains(&key) {
            return format!("{element}.{}", key.info().name);
        }
    }
    for (cost, sides) in RelationKey::SIDED {
        if sides[0] == key {
            return format!("{cost}.{first}");
        }
        if sides[1] == key {
            return format!("{cost}.{second}");
        }
    }
    key.info().name.into()
}

impl<T> Scenario<T> {
    /// All parameters of the scenario, in the order of the file format.
    pub fn parameters(&self) -> Vec<ParameterId> {
        let mut all = vec![ParameterId::Exclusion];
        all.extend(CouplingKey::ALL.iter().map(|&key| ParameterId::Coupling(key)));
        let each = |count: usize| 0..count;
        for index in each(self.agencies.len()) {
            all.extend(AgencyKey::ALL.iter().map(|&key| ParameterId::Agency(index, key)));
        }
        for index in each(self.datasets.len()) {
            all.extend(DatasetKey::ALL.iter().map(|&key| ParameterId::Dataset(index, key)));
            all.push(ParameterId::Effort(index));
        }
        for index in each(self.uses.len()) {
            all.extend(UseKey::ALL.iter().map(|&key| ParameterId::Use(index, key)));
            all.push(ParameterId::CostShare(index));
        }
        for pair in std::iter::once(None).chain(self.relations.listed.keys().map(|&pair| Some(pair))) {
            all.extend(RelationKey::ALL.iter().map(|&key| ParameterId::Relation(pair, key)));
        }
        for index in each(self.risks.len()) {
            all.extend(RiskKey::ALL.iter().map(|&key| ParameterId::Risk(index, key)));
        }
        for index in each(self.linkages.len()) {
            all.extend(LinkageKey::ALL.iter().map(|&key| ParameterId::Linkage(index, key)));
        }
        all
    }

    /// The value of a parameter; `None` for an effort or a cost share that is not given.
    pub fn get(&self, id: ParameterId) -> Option<&T> {
        match id {
            ParameterId::Agency(index, key) => Some(&self.agencies[index].parameters[key]),
            ParameterId::Dataset(index, key) => Some(&self.datasets[index].parameters[key]),
            ParameterId::Effort(index) => self.datasets[index].effort.as_ref(),
            ParameterId::Use(index, key) => Some(&self.uses[index].parameters[key]),
            ParameterId::CostShare(index) => self.uses[index].cost_share.as_ref(),
            ParameterId::Relation(Some((a, b)), key) => Some(&self.relations.of(a, b)[key]),
            ParameterId::Relation(None, key) => Some(&self.relations.default[key]),
            ParameterId::Risk(index, key) => Some(&self.risks[index].parameters[key]),
            ParameterId::Linkage(index, key) => Some(&self.linkages[index].parameters[key]),
            ParameterId::Exclusion => Some(&self.exclusion),
            ParameterId::Coupling(key) => Some(&self.coupling[key]),
        }
    }

    /// Gives a parameter a value. A pair that was not listed is listed from then on.
    pub fn set(&mut self, id: ParameterId, value: T)
    where
        T: Clone,
    {
        match id {
            ParameterId::Agency(index, key) => self.agencies[index].parameters[key] = value,
            ParameterId::Dataset(index, key) => self.datasets[index].parameters[key] = value,
            ParameterId::Effort(index) => self.datasets[index].effort = Some(value),
            ParameterId::Use(index, key) => self.uses[index].parameters[key] = value,
            ParameterId::CostShare(index) => self.uses[index].cost_share = Some(value),
            ParameterId::Relation(Some(pair), key) => {
                let default = &self.relations.default;
                self.relations.listed.entry(pair).or_insert_with(|| default.clone())[key] = value;
            }
            ParameterId::Relation(None, key) => self.relations.default[key] = value,
            ParameterId::Risk(index, key) => self.risks[index].parameters[key] = value,
            ParameterId::Linkage(index, key) => self.linkages[index].parameters[key] = value,
            ParameterId::Exclusion => self.exclusion = value,
            ParameterId::Coupling(key) => self.coupling[key] = value,
        }
    }

    /// The parameters that a path names, each once.
    ///
    /// `*` matches every identifier (possibly none). Pairs that the scenario does not list are
    /// named together, by [`ParameterId::Relation`] of `None`, where the path names all pairs.
    ///
    /// # Errors
    ///
    /// [`PathError`] when a part of the path is unknown, or an explicit name does not exist.
    pub fn resolve(&self, path: &str) -> Result<Vec<ParameterId>, PathError> {
        let parts: Vec<&str> = path.split('.').collect();
        match (parts[0], &parts[1..]) {
            ("agency", [who, key]) => {
                let key: AgencyKey = key_of(key)?;
                Ok(self.agencies_named(who)?.into_iter().map(|index| ParameterId::Agency(index, key)).collect())
            }
            ("dataset", [which, rest @ ..]) if !rest.is_empty() => self.resolve_dataset(which, rest),
            ("use", [which, who, key]) => self.resolve_use(which, who, key),
            ("relation", [a, b, rest @ ..]) if !rest.is_empty() => self.resolve_relation(a, b, rest),
            ("risk", [which, key]) => {
                let key: RiskKey = key_of(key)?;
                Ok(self.risks_named(which)?.into_iter().map(|index| ParameterId::Risk(index, key)).collect())
            }
            ("linkage", [a, b, key]) => self.resolve_linkage(a, b, key),
            ("collective", ["exclusion"]) => Ok(vec![ParameterId::Exclusion]),
            ("coupling", [key]) => Ok(vec![ParameterId::Coupling(key_of(key)?)]),
            ("collective", [key]) => Err(PathError::new(key, "exclusion", vec!["exclusion".into()])),
            _ => Err(unknown_shape(path, parts[0])),
        }
    }

    fn agency_named(&self, id: &str) -> Result<usize, PathError> {
        self.agencies.iter().position(|agency| agency.id == id).ok_or_else(|| {
            PathError::new(id, "the id of an agency", self.agencies.iter().map(|agency| agency.id.clone()).collect())
        })
    }

    fn dataset_named(&self, id: &str) -> Result<usize, PathError> {
        self.datasets.iter().position(|dataset| dataset.id == id).ok_or_else(|| {
            PathError::new(id, "the id of a dataset", self.datasets.iter().map(|dataset| dataset.id.clone()).collect())
        })
    }

    fn agencies_named(&self, who: &str) -> Result<Vec<usize>, PathError> {
        let all = 0..self.n();
        match who.strip_prefix("role:") {
            _ if who == "*" => Ok(all.collect()),
            Some("owner") => Ok(all.filter(|&i| self.datasets.iter().any(|dataset| dataset.owner == i)).collect()),
            Some("user") => Ok(all.filter(|&i| self.uses.iter().any(|entry| entry.user == i)).collect()),
            Some(role) => Err(PathError::new(role, "owner or user", vec!["owner".into(), "user".into()])),
            None => self.agency_named(who).map(|index| vec![index]),
        }
    }

    fn datasets_named(&self, which: &str) -> Result<Vec<usize>, PathError> {
        if which == "*" { Ok((0..self.datasets.len()).collect()) } else { Ok(vec![self.dataset_named(which)?]) }
    }

    fn risks_named(&self, which: &str) -> Result<Vec<usize>, PathError> {
        let matching = |test: &dyn Fn(&super::Risk<T>) -> bool| {
            self.risks.iter().enumerate().filter(|(_, risk)| test(risk)).map(|(index, _)| index).collect::<Vec<_>>()
        };
        if which == "*" {
            return Ok(matching(&|_| true));
        }
        if let Some(kind) = which.strip_prefix("kind:") {
            let names: Vec<String> = RISK_KINDS.iter().map(|(name, _)| name.to_string()).collect();
            let index = names.iter().position(|name| name == kind);
            let index = index.ok_or_else(|| PathError::new(kind, "a kind of risk", names))?;
            return Ok(matching(&|risk| risk.kind == index));
        }
        if let Some(class) = which.strip_prefix("class:") {
            if !["division", "coordination"].contains(&class) {
                let names = vec!["division".into(), "coordination".into()];
                return Err(PathError::new(class, "division or coordination", names));
            }
            return Ok(matching(&|risk| risk.class.name() == class));
        }
        let ids = || self.risks.iter().map(|risk| risk.id.clone()).collect();
        let index = self.risks.iter().position(|risk| risk.id == which);
        index.map(|index| vec![index]).ok_or_else(|| PathError::new(which, "the id of a risk", ids()))
    }

    fn resolve_dataset(&self, which: &str, rest: &[&str]) -> Result<Vec<ParameterId>, PathError> {
        let datasets = self.datasets_named(which)?;
        let ids = |keys: &[DatasetKey]| -> Vec<ParameterId> {
            datasets.iter().flat_map(|&index| keys.iter().map(move |&key| ParameterId::Dataset(index, key))).collect()
        };
        let plain = |key: &DatasetKey| !DatasetKey::QUALITY.contains(key);
        match rest {
            ["quality"] => Ok(ids(&DatasetKey::QUALITY)),
            ["quality", sub] => {
                let key = DatasetKey::QUALITY.into_iter().find(|key| key.info().name == *sub);
                let names = DatasetKey::QUALITY.iter().map(|key| key.info().name.to_string()).collect();
                Ok(ids(&[key.ok_or_else(|| PathError::new(sub, "a sub-element of quality", names))?]))
            }
            ["effort"] => Ok(datasets.into_iter().map(ParameterId::Effort).collect()),
            [key] => match DatasetKey::from_name(key).filter(plain) {
                Some(key) => Ok(ids(&[key])),
                None => {
                    let keys = DatasetKey::ALL.iter().filter(|key| plain(key)).map(|key| key.info().name.to_string());
                    let names = keys.chain(["quality".into(), "effort".into()]).collect();
                    Err(PathError::new(key, "a parameter of a dataset", names))
                }
            },
            _ => Err(unknown_shape(&rest.join("."), "dataset")),
        }
    }

    fn resolve_use(&self, which: &str, who: &str, key: &str) -> Result<Vec<ParameterId>, PathError> {
        let datasets = self.datasets_named(which)?;
        let user = if who == "*" { None } else { Some(self.agency_named(who)?) };
        let named = |entry: &super::Use<T>| {
            (which == "*" || datasets.contains(&entry.dataset)) && user.is_none_or(|user| entry.user == user)
        };
        let uses: Vec<usize> = (0..self.uses.len()).filter(|&index| named(&self.uses[index])).collect();
        if uses.is_empty() && which != "*" && who != "*" {
            let names = self
                .uses
                .iter()
                .map(|entry| format!("use.{}.{}", self.datasets[entry.dataset].id, self.agencies[entry.user].id));
            return Err(PathError::new(
                &format!("use.{which}.{who}"),
                "a use that the scenario lists",
                names.collect(),
            ));
        }
        if key == "cost_share" {
            return Ok(uses.into_iter().map(ParameterId::CostShare).collect());
        }
        match UseKey::from_name(key) {
            Some(key) => Ok(uses.into_iter().map(|index| ParameterId::Use(index, key)).collect()),
            None => {
                let names = vec!["value".into(), "outside_option".into(), "cost_share".into()];
                Err(PathError::new(key, "value, outside_option or cost_share", names))
            }
        }
    }

    fn resolve_linkage(&self, a: &str, b: &str, key: &str) -> Result<Vec<ParameterId>, PathError> {
        let key: LinkageKey = key_of(key)?;
        let (first, second) = (self.datasets_named(a)?, self.datasets_named(b)?);
        let joins = |(d, e): (usize, usize)| {
            (first.contains(&d) && second.contains(&e)) || (first.contains(&e) && second.contains(&d))
        };
        let found: Vec<usize> =
            (0..self.linkages.len()).filter(|&index| joins(self.linkages[index].datasets)).collect();
        if found.is_empty() && a != "*" && b != "*" {
            return Err(PathError::new(&format!("linkage.{a}.{b}"), "a linkage that the scenario lists", vec![]));
        }
        Ok(found.into_iter().map(|index| ParameterId::Linkage(index, key)).collect())
    }

    /// The pairs that two names match; `None` stands for all pairs that are not listed.
    fn pairs_named(&self, a: &str, b: &str) -> Result<Vec<Option<(usize, usize)>>, PathError> {
        let with = |one: usize| {
            let others = (0..self.n()).filter(move |&other| other != one);
            others.map(move |other| Some((one.min(other), one.max(other)))).collect()
        };
        match (a, b) {
            ("*", "*") => {
                Ok(std::iter::once(None).chain(self.relations.listed.keys().map(|&pair| Some(pair))).collect())
            }
            ("*", one) | (one, "*") => self.agency_named(one).map(with),
            (a, b) => {
                let (first, second) = (self.agency_named(a)?, self.agency_named(b)?);
                if first == second {
                    return Err(PathError::new(&format!("{a}.{b}"), "two different agencies", vec![]));
                }
                Ok(vec![Some((first.min(second), first.max(second)))])
            }
        }
    }

    fn resolve_relation(&self, a: &str, b: &str, rest: &[&str]) -> Result<Vec<ParameterId>, PathError> {
        if let [cost, side] = rest
            && let Some((_, keys)) = RelationKey::SIDED.iter().find(|(name, _)| name == cost)
        {
            return self.resolve_side(a, b, side, *keys);
        }
        let keys = relation_keys(rest)?;
        let pairs = self.pairs_named(a, b)?;
        Ok(pairs.iter().flat_map(|&pair| keys.iter().map(move |&key| ParameterId::Relation(pair, key))).collect())
    }

    /// One agency's side of a cost, in the pairs that it belongs to.
    fn resolve_side(
        &self,
        a: &str,
        b: &str,
        side: &str,
        keys: [RelationKey; 2],
    ) -> Result<Vec<ParameterId>, PathError> {
        let agency = self.agency_named(side)?;
        let pairs: Vec<(usize, usize)> = match (a, b) {
            ("*", "*") => self.pairs_named("*", side)?.into_iter().flatten().collect(),
            _ => self.pairs_named(a, b)?.into_iter().flatten().collect(),
        };
        let own: Vec<_> = pairs.into_iter().filter(|&(first, second)| first == agency || second == agency).collect();
        if own.is_empty() && a != "*" && b != "*" {
            return Err(PathError::new(side, "an agency of the pair", vec![a.into(), b.into()]));
        }
        let key = |pair: (usize, usize)| if pair.0 == agency { keys[0] } else { keys[1] };
        Ok(own.into_iter().map(|pair| ParameterId::Relation(Some(pair), key(pair))).collect())
    }
}

/// The parameters that the end of a relation's path names.
fn relation_keys(rest: &[&str]) -> Result<Vec<RelationKey>, PathError> {
    let element = RelationKey::ELEMENTS.iter().find(|(name, _)| *name == rest[0]);
    match (rest, element) {
        ([_], Some((_, subs))) => Ok(subs.to_vec()),
        ([_, sub], Some((_, subs))) => {
            let key = subs.iter().find(|key| key.info().name == *sub);
            let names = subs.iter().map(|key| key.info().name.to_string()).collect();
            Ok(vec![*key.ok_or_else(|| PathError::new(sub, format!("a sub-element of {}", rest[0]), names))?])
        }
        ([name], None) => {
            if let Some((_, sides)) = RelationKey::SIDED.iter().find(|(cost, _)| cost == name) {
                return Ok(sides.to_vec());
            }
            let key = RelationKey::RELIEFS.into_iter().find(|key| key.info().name == *name);
            key.map(|key| vec![key]).ok_or_else(|| {
                let elements = RelationKey::ELEMENTS.iter().map(|(name, _)| name.to_string());
                let costs = RelationKey::SIDED.iter().map(|(name, _)| name.to_string());
                let reliefs = RelationKey::RELIEFS.iter().map(|key| key.info().name.to_string());
                PathError::new(
                    name,
                    "an element, cost or relief of a relation",
                    elements.chain(costs).chain(reliefs).collect(),
                )
            })
        }
        _ => Err(unknown_shape(&rest.join("."), "relation")),
    }
}

fn key_of<K: Key>(name: &str) -> Result<K, PathError> {
    K::from_name(name).ok_or_else(|| {
        let names: Vec<String> = K::ALL.iter().map(|key| key.info().name.to_string()).collect();
        PathError::new(name, format!("one of {}", names.join(", ")), names)
    })
}

fn unknown_shape(found: &str, head: &str) -> PathError {
    const SHAPES: [(&str, &str); 8] = [
        ("agency", "agency.<id>.<key>"),
        ("dataset", "dataset.<id>.<key> or dataset.<id>.quality.<sub-element>"),
        ("use", "use.<dataset>.<agency>.<key>"),
        (
            "relation",
            "relation.<a>.<b>.<element>.<sub-element>, relation.<a>.<b>.<cost>.<a> or relation.<a>.<b>.<relief>",
        ),
        ("risk", "risk.<id>.<key>"),
        ("linkage", "linkage.<d>.<e>.value"),
        ("collective", "collective.exclusion"),
        ("coupling", "coupling.<key>"),
    ];
    let allowed = match SHAPES.iter().find(|(name, _)| *name == head) {
        Some((_, shape)) => shape.to_string(),
        None => "a path that starts with agency, dataset, use, relation, risk, linkage, collective or coupling".into(),
    };
    PathError::new(found, allowed, SHAPES.iter().map(|(name, _)| name.to_string()).collect())
}
