//! Reads scenario trees.

use super::error::JsonError;
use super::value::{Cursor, Object};
use crate::io::{MAX_COLUMNS, MAX_NAME_BYTES};
use crate::program::Program;
use crate::tree::{Node, ScenarioTree};

pub(super) fn tree(object: &Object<'_, '_>, program: &Program) -> Result<Option<ScenarioTree>, JsonError> {
    let at = object.get("tree");
    if at.is_null() {
        return Ok(None);
    }
    let part = at.object(&["stages", "nodes", "groups"])?;
    let mut tree = ScenarioTree::default();
    part.get("stages").each("stages", MAX_COLUMNS, |_, at| {
        tree.stages.push(at.name(MAX_NAME_BYTES)?.to_owned());
        Ok(())
    })?;
    let columns = program.columns.len();
    let nodes = part.get("nodes");
    let count = nodes.length()?;
    nodes.each("nodes", MAX_COLUMNS, |_, at| {
        let node = at.object(&["parent", "probability", "columns"])?;
        let parent = node.get("parent");
        tree.nodes.push(Node {
            parent: if parent.is_null() { None } else { Some(parent.index(count, "nodes")?) },
            probability: node.or("probability", 1.0, |at| at.number())?,
            columns: indices(&node.get("columns"), columns)?,
        });
        Ok(())
    })?;
    if part.has("groups") {
        part.get("groups").each("groups", MAX_COLUMNS, |_, at| {
            tree.groups.push(indices(&at, columns)?);
            Ok(())
        })?;
    }
    tree.validate(columns)?;
    Ok(Some(tree))
}

/// A list of columns.
fn indices(at: &Cursor<'_, '_>, columns: usize) -> Result<Vec<usize>, JsonError> {
    let mut list = Vec::new();
    at.each("columns in a list", MAX_COLUMNS, |_, at| {
        list.push(at.index(columns, "columns")?);
        Ok(())
    })?;
    Ok(list)
}
