//! The tables of a tabular HSDS package, nested as the standard's JSON nests them, so that both are
//! taken in one way. Tables are named in the singular or the plural (`service.csv`, `services.csv`).

use std::collections::HashMap;
use std::path::Path;

use serde_json::{Map, Value};

use super::{HsdsError, bounded};

type Row = Map<String, Value>;

/// The services of a folder of tables.
pub fn read(folder: &Path) -> Result<Vec<Value>, HsdsError> {
    let Some(services) = table(folder, "service")? else {
        return Err(HsdsError::Shape { path: folder.to_owned(), message: "holds no services.csv".to_owned() });
    };
    let get = |name: &str| table(folder, name).map(Option::unwrap_or_default);
    let languages = get("language")?;
    let mut phones = get("phone")?;
    let spoken = by(&languages, "phone_id");
    for phone in &mut phones {
        attach(phone, "languages", &spoken);
    }
    let phones = Phones::of(phones);
    let mut locations = get("location")?;
    let (addresses, at_location) = (by(&get("address")?, "location_id"), phones.by("location_id"));
    for location in &mut locations {
        attach(location, "addresses", &addresses);
        attach(location, "phones", &at_location);
    }
    let locations: HashMap<String, Row> =
        locations.into_iter().filter_map(|row| Some((id(&row, "id")?, row))).collect();
    let mut places = get("service_at_location")?;
    let at_place = phones.by("service_at_location_id");
    for place in &mut places {
        attach(place, "phones", &at_place);
        if let Some(location) = id(place, "location_id").and_then(|id| locations.get(&id)) {
            place.insert("location".to_owned(), Value::Object(location.clone()));
        }
    }
    let mut organizations = get("organization")?;
    let of_organization = phones.by("organization_id");
    for organization in &mut organizations {
        attach(organization, "phones", &of_organization);
    }
    let organizations: HashMap<String, Row> =
        organizations.into_iter().filter_map(|row| Some((id(&row, "id")?, row))).collect();

    let parts = [
        ("phones", phones.by("service_id")),
        ("languages", by(&languages, "service_id")),
        ("schedules", by(&get("schedule")?, "service_id")),
        ("service_areas", by(&get("service_area")?, "service_id")),
        ("service_at_locations", by(&places, "service_id")),
        ("contacts", by(&get("contact")?, "service_id")),
    ];
    let nested = services.into_iter().map(|mut service| {
        for (field, rows) in &parts {
            attach(&mut service, field, rows);
        }
        if let Some(organization) = id(&service, "organization_id").and_then(|id| organizations.get(&id)) {
            service.insert("organization".to_owned(), Value::Object(organization.clone()));
        }
        Value::Object(service)
    });
    Ok(nested.collect())
}

/// Telephones, each belonging to the nearest thing that it names. Those of single persons belong to
/// nothing here.
struct Phones(Vec<Row>);

impl Phones {
    fn of(phones: Vec<Row>) -> Self {
        Self(phones)
    }

    fn by(&self, owner: &str) -> HashMap<String, Vec<Value>> {
        const NEAREST: [&str; 4] = ["service_id", "service_at_location_id", "location_id", "organization_id"];
        let nearest = |row: &Row| NEAREST.into_iter().find(|field| id(row, field).is_some());
        let person = |row: &Row| id(row, "contact_id").is_some() && id(row, "service_id").is_none();
        let own: Vec<Row> = self.0.iter().filter(|row| nearest(row) == Some(owner) && !person(row)).cloned().collect();
        by(&own, owner)
    }
}

/// Rows by the value of one field.
fn by(rows: &[Row], field: &str) -> HashMap<String, Vec<Value>> {
    let mut sorted: HashMap<String, Vec<Value>> = HashMap::new();
    for row in rows {
        if let Some(owner) = id(row, field) {
            sorted.entry(owner).or_default().push(Value::Object(row.clone()));
        }
    }
    sorted
}

fn attach(row: &mut Row, field: &str, rows: &HashMap<String, Vec<Value>>) {
    if let Some(own) = id(row, "id").and_then(|id| rows.get(&id)) {
        row.insert(field.to_owned(), Value::Array(own.clone()));
    }
}

fn id(row: &Row, field: &str) -> Option<String> {
    row.get(field)?.as_str().map(str::to_owned)
}

/// The rows of one table without their empty cells; `None` where there is no such file.
fn table(folder: &Path, name: &str) -> Result<Option<Vec<Row>>, HsdsError> {
    let plural = if name.ends_with("address") { format!("{name}es") } else { format!("{name}s") };
    let names = [name.to_owned(), plural, name.replace("service_at", "services_at")];
    let Some(path) = names.iter().map(|name| folder.join(format!("{name}.csv"))).find(|path| path.is_file()) else {
        return Ok(None);
    };
    let bytes = bounded(&path)?;
    let wrong = |error: csv::Error| HsdsError::Syntax {
        path: path.clone(),
        line: error.position().map_or(1, csv::Position::line),
        message: error.to_string(),
    };
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes.as_slice());
    let headers = reader.headers().map_err(wrong)?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(wrong)?;
        let cells = headers.iter().zip(record.iter()).filter(|(_, cell)| !cell.is_empty());
        rows.push(cells.map(|(field, cell)| (field.to_lowercase(), Value::from(cell))).collect());
    }
    Ok(Some(rows))
}
