//! What leaves a browser module after wasm-bindgen: where in a file a panic is, which index it was about, and the
//! long names under which the module takes functions of its glue.
//!
//! Every index that might be out of bounds has a record of its own with file, line and column, an address of its
//! own in the code, and passes on the index and the length: together 4 % of a module. A panic in the browser
//! names its file and what failed; the native build searches alike bit for bit, and names line and numbers.

use anyhow::{Context, Result, bail};
use std::collections::{BTreeMap, BTreeSet};
use walrus::ir::{Call, Const, Instr, InstrLocId, InstrSeqId, LocalGet, Unreachable, Value};
use walrus::{ConstExpr, Data, DataId, DataKind, FunctionKind, LocalFunction, Module};

/// Bytes of `core::panic::Location` in wasm: address and length of the file's name, line, column, 4 each.
const RECORD: usize = 16;
/// More than any line, column or name of a source file: larger numbers are none.
const LARGEST_LINE: u32 = 100_000;
const LARGEST_COLUMN: u32 = 2_000;
const LONGEST_NAME: u32 = 200;
/// Hexadecimal digits at the end of a generated name.
const DIGITS: usize = 16;

/// Records of places: address, and address and length of the file's name.
type Places = BTreeMap<u32, (u32, u32)>;

/// Takes lines and columns out of the places of panics, and has all panics of a file name one place. Returns how
/// many did not name it before.
///
/// # Errors
/// No places were found: the compiler lays them out in another way than it did.
pub fn without_lines(module: &mut Module) -> Result<usize> {
    let segments = segments(module);
    let places = places(module, &segments);
    if places.is_empty() {
        bail!(
            "the module has no places of panics; does the compiler lay `core::panic::Location` out otherwise?"
        );
    }
    let mut first: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for (&address, &file) in &places {
        first.entry(file).or_insert(address);
    }
    let mut count = 0;
    for function in module.funcs.iter_mut() {
        if let FunctionKind::Local(function) = &mut function.kind {
            count += name_first(function, |address| places.get(&address).map(|file| first[file]));
        }
    }
    let named = named(module, &segments);
    for &(id, start) in &segments {
        let bytes = &mut module.data.get_mut(id).value;
        for &address in places.keys().filter(|&&address| address >= start) {
            let at = (address - start) as usize;
            // Of a place that nothing names any more, the file's name goes too.
            let from = if named.contains(&address) { at + RECORD / 2 } else { at };
            if let Some(numbers) = bytes.get_mut(from..at + RECORD) {
                numbers.fill(0);
            }
        }
    }
    Ok(count)
}

/// What is said of an index out of bounds, without the index and the length: a part of what the module holds.
const OUT_OF_BOUNDS: &str = "index out of bounds";

/// Has the function that tells of an index out of bounds pass over which index it was, and of how many: what does
/// not use its arguments is called without them, once a tool has seen that.
///
/// # Errors
/// The function, or the one that it is to call, is called otherwise than it was, or takes other arguments.
pub fn without_indices(module: &mut Module) -> Result<()> {
    let named = |end: &str| {
        let found = module.funcs.iter().find(|f| f.name.as_deref().is_some_and(|name| name.ends_with(end)));
        let function = found.with_context(|| format!("the module has no function {end}"))?;
        match module.types.get(function.ty()).params().len() {
            3 => Ok(function.id()),
            other => bail!("{end} takes {other} arguments; it took three"),
        }
    };
    let (tells, panic) = (named("4core9panicking18panic_bounds_check")?, named("4core9panicking5panic")?);
    let text = segments(module).into_iter().find_map(|(id, start)| {
        let bytes = &module.data.get(id).value;
        let at = bytes.windows(OUT_OF_BOUNDS.len()).position(|text| text == OUT_OF_BOUNDS.as_bytes())?;
        Some(start as i32 + at as i32)
    });
    let text = text.with_context(|| format!("the module does not say {OUT_OF_BOUNDS:?}"))?;
    let FunctionKind::Local(function) = &mut module.funcs.get_mut(tells).kind else {
        bail!("the function that tells of indices is not the module's own");
    };
    let (place, entry) = (function.args[2], function.entry_block());
    let number = |value| Instr::Const(Const { value: Value::I32(value) });
    let body = [
        number(text),
        number(OUT_OF_BOUNDS.len() as i32),
        Instr::LocalGet(LocalGet { local: place }),
        Instr::Call(Call { func: panic }),
        Instr::Unreachable(Unreachable {}),
    ];
    function.block_mut(entry).instrs = body.map(|instruction| (instruction, InstrLocId::default())).into();
    Ok(())
}

/// The parts of the data that stand at fixed addresses, and these.
fn segments(module: &Module) -> Vec<(DataId, u32)> {
    let place = |data: &Data| match &data.kind {
        DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } => {
            Some((data.id(), *start as u32))
        }
        _ => None,
    };
    module.data.iter().filter_map(place).collect()
}

/// Every record in the data whose name is the name of a source file.
fn places(module: &Module, segments: &[(DataId, u32)]) -> Places {
    let text = |address: u32, length: u32| {
        segments.iter().find_map(|&(id, start)| {
            let from = address.checked_sub(start)? as usize;
            module.data.get(id).value.get(from..from + length as usize)
        })
    };
    let mut found = Places::new();
    for &(id, start) in segments {
        let bytes = &module.data.get(id).value;
        // Segments begin where they please; records lie at multiples of four.
        let skipped = start.next_multiple_of(4) - start;
        for at in (skipped as usize..bytes.len().saturating_sub(RECORD - 1)).step_by(4) {
            let &[name, length, line, column] = bytes[at..at + RECORD].as_chunks().0 else { continue };
            let [name, length, line, column] = [name, length, line, column].map(u32::from_le_bytes);
            let is_place = (1..LARGEST_LINE).contains(&line) && (1..LARGEST_COLUMN).contains(&column);
            let is_name = |name: &[u8]| name.ends_with(b".rs") && name.is_ascii();
            if is_place && length < LONGEST_NAME && text(name, length).is_some_and(is_name) {
                found.insert(start + at as u32, (name, length));
            }
        }
    }
    found
}

/// Every number that may be an address: those in the code, and the words in the data.
fn named(module: &Module, segments: &[(DataId, u32)]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for (_, function) in module.funcs.iter_local() {
        for id in sequences(function) {
            for (instruction, _) in &function.block(id).instrs {
                if let Instr::Const(constant) = instruction
                    && let Value::I32(number) = constant.value
                {
                    found.insert(number as u32);
                }
            }
        }
    }
    for &(id, start) in segments {
        let skipped = (start.next_multiple_of(4) - start) as usize;
        let bytes = module.data.get(id).value.get(skipped..).unwrap_or_default();
        found.extend(bytes.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)));
    }
    found
}

/// Has calls that do not return name the place that `first` gives for the one which they name: an address
/// pushed last before such a call.
fn name_first(function: &mut LocalFunction, first: impl Fn(u32) -> Option<u32>) -> usize {
    let mut count = 0;
    for id in sequences(function) {
        let instructions = &mut function.block_mut(id).instrs;
        for k in 2..instructions.len() {
            let [(pushed, _), (called, _), (end, _)] = &mut instructions[k - 2..=k] else { continue };
            if let (Instr::Const(constant), Instr::Call(_), Instr::Unreachable(_)) = (pushed, called, end)
                && let Value::I32(address) = constant.value
                && let Some(place) = first(address as u32)
                && place != address as u32
            {
                constant.value = Value::I32(place as i32);
                count += 1;
            }
        }
    }
    count
}

/// Every sequence of instructions of a function.
fn sequences(function: &LocalFunction) -> Vec<InstrSeqId> {
    let mut found = vec![function.entry_block()];
    let mut at = 0;
    while let Some(&id) = found.get(at) {
        for (instruction, _) in &function.block(id).instrs {
            match instruction {
                Instr::Block(block) => found.push(block.seq),
                Instr::Loop(inner) => found.push(inner.seq),
                Instr::IfElse(choice) => found.extend([choice.consequent, choice.alternative]),
                _ => {}
            }
        }
        at += 1;
    }
    found
}

/// Gives the functions that a module takes from its glue short names: pairs of a name as it was and as it is, for
/// the glue.
pub fn short_names(module: &mut Module) -> Vec<(String, String)> {
    let mut names = Vec::new();
    for import in module.imports.iter_mut().filter(|import| is_generated(&import.name)) {
        let short = format!("_{}", names.len());
        names.push((std::mem::replace(&mut import.name, short.clone()), short));
    }
    names
}

/// Whether a name ends as wasm-bindgen has names end that it makes.
fn is_generated(name: &str) -> bool {
    let digits = name.rsplit_once('_').map_or("", |(_, digits)| digits);
    digits.len() == DIGITS && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use walrus::{FunctionBuilder, ValType};

    /// The file's name, then a record each of two places in it, and one that names no source file.
    const DATA: &[u8] = b"a/b.rs\0\0\
        \x00\x00\x01\0\x06\0\0\0\x07\0\0\0\x03\0\0\0\
        \x00\x00\x01\0\x06\0\0\0\x09\0\0\0\x05\0\0\0\
        \x00\x00\x01\0\x05\0\0\0\x09\0\0\0\x05\0\0\0";
    const START: i32 = 0x1_0000;
    const FIRST: i32 = START + 8;
    const SECOND: i32 = FIRST + 16;
    const NONE: i32 = SECOND + 16;

    fn module(pushed: i32, returns: bool) -> Module {
        let mut module = Module::default();
        let memory = module.memories.add_local(false, false, 2, None, None);
        let offset = ConstExpr::Value(Value::I32(START));
        module.data.add(DataKind::Active { memory, offset }, DATA.to_vec());
        let none = module.types.add(&[ValType::I32], &[]);
        let (called, _) = module.add_import_func("./glue.js", "__wbg_panic_0123456789abcdef", none);
        let mut builder = FunctionBuilder::new(&mut module.types, &[], &[]);
        builder.func_body().block(None, |body| {
            body.i32_const(pushed).call(called);
            if !returns {
                body.unreachable();
            }
        });
        let function = builder.finish(vec![], &mut module.funcs);
        module.exports.add("f", function);
        module
    }

    fn pushed(module: &mut Module) -> i32 {
        let (_, function) = module.funcs.iter_local().next().unwrap();
        let inner = sequences(function)[1];
        match function.block(inner).instrs[0].0 {
            Instr::Const(ref constant) => match constant.value {
                Value::I32(value) => value,
                _ => unreachable!(),
            },
            _ => unreachable!(),
        }
    }

    #[test]
    fn panics_of_a_file_name_one_place_without_lines() {
        let mut panics = module(SECOND, false);
        assert_eq!(without_lines(&mut panics).unwrap(), 1);
        assert_eq!(pushed(&mut panics), FIRST);
        let data = &panics.data.iter().next().unwrap().value;
        assert_eq!(data[..16], DATA[..16], "names stay, of the file and in the record");
        assert_eq!(data[16..24], [0; 8]);
        assert_eq!(data[24..40], [0; 16], "nothing names the second place any more");
        assert_eq!(data[40..], DATA[40..], "what names no source file is no place");
    }

    #[test]
    fn numbers_that_are_no_places_stay() {
        for (number, returns) in [(SECOND, true), (NONE, false), (START, false)] {
            let mut other = module(number, returns);
            assert_eq!(without_lines(&mut other).unwrap(), 0);
            assert_eq!(pushed(&mut other), number);
        }
    }

    #[test]
    fn a_module_without_places_is_refused() {
        let error = without_lines(&mut Module::default()).unwrap_err().to_string();
        assert!(error.contains("core::panic::Location"), "{error}");
    }

    #[test]
    fn an_index_out_of_bounds_is_told_without_numbers() {
        let mut module = module(SECOND, false);
        assert!(without_indices(&mut module).is_err(), "there is no such function");
        let memory = module.memories.iter().next().unwrap().id();
        let offset = ConstExpr::Value(Value::I32(START + 100));
        module.data.add(DataKind::Active { memory, offset }, b"the index out of bounds: ".to_vec());
        let mut add = |name: &str| {
            let mut builder = FunctionBuilder::new(&mut module.types, &[ValType::I32; 3], &[]);
            builder.name(name.to_owned()).func_body().unreachable();
            let arguments = [0; 3].map(|_| module.locals.add(ValType::I32)).to_vec();
            builder.finish(arguments, &mut module.funcs)
        };
        let (tells, panic) =
            (add("_RNvNtCs0_4core9panicking18panic_bounds_check"), add("_RNvNtCs0_4core9panicking5panic"));
        without_indices(&mut module).unwrap();
        let function = module.funcs.get(tells).kind.unwrap_local();
        let body = &function.block(function.entry_block()).instrs;
        let [(text, _), (length, _), (place, _), (call, _), (Instr::Unreachable(_), _)] = &body[..] else {
            panic!("{body:?}")
        };
        let is = |instruction: &Instr, number: i32| match instruction {
            Instr::Const(constant) => matches!(constant.value, Value::I32(found) if found == number),
            _ => false,
        };
        assert!(is(text, START + 104) && is(length, 19), "{body:?}");
        assert!(matches!(place, Instr::LocalGet(place) if place.local == function.args[2]));
        assert!(matches!(call, Instr::Call(call) if call.func == panic));
    }

    #[test]
    fn generated_names_become_short_and_others_stay() {
        let mut module = module(SECOND, false);
        let none = module.types.add(&[], &[]);
        module.add_import_func("./glue.js", "__wbindgen_init", none);
        let names = short_names(&mut module);
        assert_eq!(names, [("__wbg_panic_0123456789abcdef".to_owned(), "_0".to_owned())]);
        let kept: Vec<_> = module.imports.iter().map(|import| import.name.as_str()).collect();
        assert_eq!(kept, ["_0", "__wbindgen_init"]);
    }
}
