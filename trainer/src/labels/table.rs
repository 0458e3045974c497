//! Files of labels: Parquet, with plain columns that any reader knows, and nothing in them of when, where or
//! on how many threads they were made.

use super::header::{Digest, Header};
use super::row::{Row, Status};
use crate::error::{Error, Result};
use parquet::basic::{ConvertedType, Repetition, Type as Physical};
use parquet::column::reader::ColumnReader;
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of a row group: what is in memory at a time.
const GROUP: usize = 16_384;
/// The key of our metadata.
const KEY: &str = "hunch";
/// Who wrote the file: without a version, which would change its bytes.
const WRITER: &str = "hunch label";

/// The columns, in their order.
const COLUMNS: [(&str, Physical, Repetition); 6] = [
    ("index", Physical::INT64, Repetition::REQUIRED),
    ("theta", Physical::DOUBLE, Repetition::REPEATED),
    ("status", Physical::BYTE_ARRAY, Repetition::REQUIRED),
    ("objective", Physical::DOUBLE, Repetition::OPTIONAL),
    ("label", Physical::BYTE_ARRAY, Repetition::OPTIONAL),
    ("start", Physical::BYTE_ARRAY, Repetition::OPTIONAL),
];

fn schema() -> std::result::Result<Type, ParquetError> {
    let column = |&(name, physical, repetition): &(&str, Physical, Repetition)| {
        let text = if physical == Physical::BYTE_ARRAY { ConvertedType::UTF8 } else { ConvertedType::NONE };
        let column = Type::primitive_type_builder(name, physical).with_repetition(repetition);
        column.with_converted_type(text).build().map(Arc::new)
    };
    let columns = COLUMNS.iter().map(column).collect::<std::result::Result<Vec<_>, _>>()?;
    Type::group_type_builder("labels").with_fields(columns).build()
}

/// A file that is being written. It is no file of labels before [`Writer::finish`].
pub(super) struct Writer {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    waiting: Vec<Row>,
    rows: u64,
    digest: Digest,
}

impl Writer {
    /// Starts a file that does not exist yet.
    pub fn create(path: &Path) -> Result<Self> {
        let file = File::create_new(path).map_err(Error::file(path))?;
        // Statistics would tell nothing of rows that are in order anyway.
        let properties = WriterProperties::builder()
            .set_created_by(WRITER.into())
            .set_statistics_enabled(EnabledStatistics::None)
            .build();
        let wrong = wrong(path);
        let schema = Arc::new(schema().map_err(&wrong)?);
        let writer = SerializedFileWriter::new(file, schema, Arc::new(properties)).map_err(&wrong)?;
        Ok(Self { path: path.into(), writer, waiting: Vec::new(), rows: 0, digest: Digest::default() })
    }

    /// Appends rows.
    pub fn add(&mut self, rows: impl IntoIterator<Item = Row>) -> Result<()> {
        for row in rows {
            row.digest(&mut self.digest);
            self.rows += 1;
            self.waiting.push(row);
            if self.waiting.len() == GROUP {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.waiting);
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(wrong(&self.path))?;
        write_group(&mut group, &rows).map_err(wrong(&self.path))?;
        group.close().map_err(wrong(&self.path))?;
        Ok(())
    }

    /// Writes the rest, and the header that `of` makes of the number of rows and their hash; the file is on
    /// disk then.
    pub fn finish(mut self, of: impl FnOnce(u64, String) -> Header) -> Result<()> {
        self.flush()?;
        let path = self.path;
        let header = serde_json::to_string(&of(self.rows, self.digest.text()))
            .map_err(|e| Error::Content { path: path.clone(), reason: e.to_string() })?;
        self.writer.append_key_value_metadata(KeyValue::new(KEY.into(), header));
        let file = self.writer.into_inner().map_err(wrong(&path))?;
        file.sync_all().map_err(Error::file(path))
    }
}

fn write_group(
    group: &mut SerializedRowGroupWriter<'_, File>,
    rows: &[Row],
) -> std::result::Result<(), ParquetError> {
    let none = || ParquetError::General("a column is missing".into());
    let mut column = group.next_column()?.ok_or_else(none)?;
    let values: Vec<i64> = rows.iter().map(|row| row.index as i64).collect();
    column.typed::<Int64Type>().write_batch(&values, None, None)?;
    column.close()?;

    let mut column = group.next_column()?.ok_or_else(none)?;
    let values: Vec<f64> = rows.iter().flat_map(|row| row.theta.iter().copied()).collect();
    // A row without θ is one place that holds nothing.
    let places = |row: &Row| row.theta.len().max(1);
    let defined: Vec<i16> = rows
        .iter()
        .flat_map(|row| std::iter::repeat_n(i16::from(!row.theta.is_empty()), places(row)))
        .collect();
    let repeated: Vec<i16> = rows.iter().flat_map(|row| (0..places(row)).map(|k| i16::from(k > 0))).collect();
    column.typed::<DoubleType>().write_batch(&values, Some(&defined), Some(&repeated))?;
    column.close()?;

    let mut column = group.next_column()?.ok_or_else(none)?;
    let values: Vec<ByteArray> = rows.iter().map(|row| row.status.name().into()).collect();
    column.typed::<ByteArrayType>().write_batch(&values, None, None)?;
    column.close()?;

    let mut column = group.next_column()?.ok_or_else(none)?;
    let values: Vec<f64> = rows.iter().filter_map(|row| row.objective).collect();
    let defined: Vec<i16> = rows.iter().map(|row| i16::from(row.objective.is_some())).collect();
    column.typed::<DoubleType>().write_batch(&values, Some(&defined), None)?;
    column.close()?;

    let texts: [fn(&Row) -> Option<&str>; 2] = [|row| row.label.as_deref(), |row| row.start.as_deref()];
    for text in texts {
        let mut column = group.next_column()?.ok_or_else(none)?;
        let values: Vec<ByteArray> = rows.iter().filter_map(text).map(ByteArray::from).collect();
        let defined: Vec<i16> = rows.iter().map(|row| i16::from(text(row).is_some())).collect();
        column.typed::<ByteArrayType>().write_batch(&values, Some(&defined), None)?;
        column.close()?;
    }
    Ok(())
}

/// A file that is read row group by row group.
pub struct Reader {
    path: PathBuf,
    file: SerializedFileReader<File>,
    header: Header,
    group: usize,
    next: u64,
    digest: Digest,
}

/// A file's header.
///
/// # Errors
/// [`Error::File`]; [`Error::Content`] where it is no file of labels, or not whole.
pub fn read_header(path: &Path) -> Result<Header> {
    Reader::open(path).map(|reader| reader.header)
}

impl Reader {
    /// Opens a file and checks its header.
    ///
    /// # Errors
    /// [`Error::File`]; [`Error::Content`] where it is no file of labels, or not whole.
    pub fn open(path: &Path) -> Result<Self> {
        let content = |reason: String| Error::Content { path: path.into(), reason };
        let file = File::open(path).map_err(Error::file(path))?;
        let file = SerializedFileReader::new(file).map_err(wrong(path))?;
        let metadata = file.metadata().file_metadata();
        let ours = metadata.key_value_metadata().and_then(|all| all.iter().find(|entry| entry.key == KEY));
        let text = ours.and_then(|entry| entry.value.as_deref());
        let text = text.ok_or_else(|| content(format!("it is no file of labels: no metadata {KEY:?}")))?;
        let header: Header = serde_json::from_str(text).map_err(|e| content(format!("metadata: {e}")))?;
        header.check().map_err(content)?;
        let columns = metadata.schema_descr().columns().iter();
        let found =
            columns.map(|c| (c.name(), c.physical_type(), c.self_type().get_basic_info().repetition()));
        if !found.eq(COLUMNS) {
            return Err(content("its columns are not those of a file of labels".into()));
        }
        let next = header.range().start;
        Ok(Self { path: path.into(), file, header, group: 0, next, digest: Digest::default() })
    }

    /// The file's header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The next rows; none after the last ones, which have been checked then.
    ///
    /// # Errors
    /// [`Error::Content`] where rows are not those that the header tells of.
    pub fn next_rows(&mut self) -> Result<Vec<Row>> {
        let content = |reason: String| Error::Content { path: self.path.clone(), reason };
        if self.group == self.file.num_row_groups() {
            if self.next != self.header.range().end || self.digest.text() != self.header.digest {
                return Err(content("its rows are not those that its metadata tell of".into()));
            }
            return Ok(Vec::new());
        }
        let rows = read_group(&self.file, self.group).map_err(wrong(&self.path))?;
        self.group += 1;
        for row in &rows {
            if row.index != self.next {
                return Err(content(format!("row {} stands where {} should", row.index, self.next)));
            }
            row.digest(&mut self.digest);
            self.next += 1;
        }
        Ok(rows)
    }
}

fn read_group(
    file: &SerializedFileReader<File>,
    group: usize,
) -> std::result::Result<Vec<Row>, ParquetError> {
    let other = |what: &str| ParquetError::General(format!("{what} is not as it should be"));
    let reader = file.get_row_group(group)?;
    let count = usize::try_from(reader.metadata().num_rows()).map_err(|_| other("the number of rows"))?;
    let column = |k: usize| reader.get_column_reader(k);
    let mut index = Vec::new();
    match column(0)? {
        ColumnReader::Int64ColumnReader(mut r) => r.read_records(count, None, None, &mut index)?,
        _ => return Err(other("index")),
    };
    let (mut theta, mut repeated, mut present) = (Vec::new(), Vec::new(), Vec::new());
    match column(1)? {
        ColumnReader::DoubleColumnReader(mut r) => {
            r.read_records(count, Some(&mut present), Some(&mut repeated), &mut theta)?
        }
        _ => return Err(other("theta")),
    };
    let mut status = Vec::new();
    match column(2)? {
        ColumnReader::ByteArrayColumnReader(mut r) => r.read_records(count, None, None, &mut status)?,
        _ => return Err(other("status")),
    };
    let (mut objective, mut has_objective) = (Vec::new(), Vec::new());
    match column(3)? {
        ColumnReader::DoubleColumnReader(mut r) => {
            r.read_records(count, Some(&mut has_objective), None, &mut objective)?
        }
        _ => return Err(other("objective")),
    };
    let mut texts = Vec::new();
    for k in [4, 5] {
        let (mut values, mut defined) = (Vec::new(), Vec::new());
        match column(k)? {
            ColumnReader::ByteArrayColumnReader(mut r) => {
                r.read_records(count, Some(&mut defined), None, &mut values)?
            }
            _ => return Err(other("a text")),
        };
        texts.push(optional(defined, values)?);
    }
    let (starts, labels) = (texts.pop().unwrap_or_default(), texts.pop().unwrap_or_default());
    let objectives = optional(has_objective, objective)?;
    let lengths = [index.len(), status.len(), objectives.len(), labels.len(), starts.len()];
    if lengths.iter().any(|&length| length != count) {
        return Err(other("the length of a column"));
    }
    let mut thetas = Vec::with_capacity(count);
    let mut values = theta.into_iter();
    for (&again, &is_there) in repeated.iter().zip(&present) {
        if again == 0 {
            thetas.push(Vec::new());
        }
        if is_there == 1 {
            let entry = thetas.last_mut().zip(values.next()).ok_or_else(|| other("theta"))?;
            entry.0.push(entry.1);
        }
    }
    if thetas.len() != count {
        return Err(other("theta"));
    }
    let text = |bytes: Option<ByteArray>| {
        bytes.map(|bytes| String::from_utf8(bytes.data().to_vec()).map_err(|_| other("a text"))).transpose()
    };
    let mut rows = Vec::with_capacity(count);
    let parts = index.into_iter().zip(thetas).zip(status).zip(objectives).zip(labels).zip(starts);
    for (((((index, theta), status), objective), label), start) in parts {
        let index = u64::try_from(index).map_err(|_| other("an index"))?;
        let status = Status::named(status.data()).ok_or_else(|| other("a status"))?;
        rows.push(Row { index, theta, status, objective, label: text(label)?, start: text(start)? });
    }
    Ok(rows)
}

/// Values where they are defined.
fn optional<T>(defined: Vec<i16>, values: Vec<T>) -> std::result::Result<Vec<Option<T>>, ParquetError> {
    let mut values = values.into_iter();
    let short = || ParquetError::General("a column has too few values".into());
    defined
        .into_iter()
        .map(|d| if d == 1 { values.next().ok_or_else(short).map(Some) } else { Ok(None) })
        .collect()
}

fn wrong(path: &Path) -> impl Fn(ParquetError) -> Error {
    let path = path.to_path_buf();
    move |error| match error {
        ParquetError::External(source) if source.is::<std::io::Error>() => {
            Error::Content { path: path.clone(), reason: source.to_string() }
        }
        other => Error::Content { path: path.clone(), reason: other.to_string() },
    }
}
