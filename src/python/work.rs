//! Long work away from the interpreter: other Python threads go on, Ctrl-C
//! stops it, progress is shown.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::Error;
use crate::study::{Total, Watch};

/// Between two looks at signals and progress.
const TICK: Duration = Duration::from_millis(100);

/// How the work goes, told from any thread.
#[derive(Debug, Default)]
pub struct Told {
    stopped: AtomicBool,
    begun: AtomicBool,
    /// None where their number is not told.
    documents: AtomicUsize,
    done: AtomicUsize,
}

/// What unwinds out of work that is to stop.
struct Stopped;

impl Told {
    /// End the work here if it is to stop.
    pub fn go_on(&self) {
        if self.stopped.load(Relaxed) {
            // Not a fault, so no message is printed; `run` takes it up.
            resume_unwind(Box::new(Stopped));
        }
    }
}

impl Watch for Told {
    fn begin(&self, total: Total) {
        if let Total::Documents(all) = total {
            self.documents.store(usize::try_from(all).unwrap_or(usize::MAX), Relaxed);
        }
        self.begun.store(true, Relaxed);
        self.go_on();
    }

    fn step(&self, _: usize) {
        self.done.fetch_add(1, Relaxed);
        self.go_on();
    }
}

/// How progress is shown.
pub enum Progress {
    /// Not at all.
    Silent,
    /// By a callable that gets the documents done and all of them (None where that is not known).
    Call(Py<PyAny>),
    /// By a bar of tqdm, made when the number of documents is known.
    Bar(Option<Py<PyAny>>),
}

impl Progress {
    /// From the keyword `progress`: a callable, true, false, or nothing, which
    /// shows a bar in a notebook that has tqdm.
    pub fn of(value: Option<&Bound<'_, PyAny>>, py: Python<'_>) -> PyResult<Progress> {
        match value {
            Some(value) if value.is_callable() => Ok(Progress::Call(value.clone().unbind())),
            Some(value) if value.is_truthy()? => {
                bar_maker(py).map_err(|_| {
                    Error::with_help(
                        "progress=True needs the package tqdm",
                        "install it (pip install tqdm), or give a function of (done, all)",
                    )
                })?;
                Ok(Progress::Bar(None))
            }
            Some(_) => Ok(Progress::Silent),
            None => {
                let modules = py.import("sys")?.getattr("modules")?;
                let shown = modules.contains("ipykernel")? && bar_maker(py).is_ok();
                Ok(if shown { Progress::Bar(None) } else { Progress::Silent })
            }
        }
    }

    fn show(&mut self, py: Python<'_>, told: &Told) -> PyResult<()> {
        if !told.begun.load(Relaxed) {
            return Ok(());
        }
        let done = told.done.load(Relaxed);
        let all = Some(told.documents.load(Relaxed)).filter(|&all| all > 0);
        match self {
            Progress::Silent => {}
            Progress::Call(call) => _ = call.call1(py, (done, all))?,
            Progress::Bar(bar) => {
                let bar = match bar {
                    Some(bar) => bar,
                    None => {
                        let how = PyDict::new(py);
                        how.set_item("total", all)?;
                        how.set_item("unit", " documents")?;
                        bar.insert(bar_maker(py)?.call((), Some(&how))?.unbind())
                    }
                };
                bar.setattr(py, "n", done)?;
                bar.call_method0(py, "refresh")?;
            }
        }
        Ok(())
    }

    fn end(&mut self, py: Python<'_>, told: &Told) -> PyResult<()> {
        self.show(py, told)?;
        match self {
            Progress::Bar(Some(bar)) => bar.call_method0(py, "close").map(drop),
            _ => Ok(()),
        }
    }
}

fn bar_maker(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    py.import("tqdm.auto")?.getattr("tqdm")
}

/// Do this on another thread, while this one listens for Ctrl-C and shows progress.
///
/// Reading cannot be stopped half-way, annotating can after any document.
pub fn run<T: Send>(
    py: Python<'_>,
    mut progress: Progress,
    work: impl FnOnce(&Told) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let told = Told::default();
    let (result, broken) = py.detach(|| {
        thread::scope(|scope| {
            let (send, receive) = channel();
            let told = &told;
            scope.spawn(move || {
                let result = catch_unwind(AssertUnwindSafe(|| work(told)));
                // Whoever waited is waiting still.
                let _ = send.send(result);
            });
            let mut broken: Option<PyErr> = None;
            let result = loop {
                match receive.recv_timeout(TICK) {
                    Ok(result) => break Some(result),
                    Err(RecvTimeoutError::Disconnected) => break None,
                    Err(RecvTimeoutError::Timeout) if broken.is_some() => {}
                    Err(RecvTimeoutError::Timeout) => {
                        let look = |py: Python<'_>| py.check_signals().and_then(|()| progress.show(py, told));
                        if let Err(error) = Python::attach(look) {
                            told.stopped.store(true, Relaxed);
                            broken = Some(error);
                        }
                    }
                }
            };
            (result, broken)
        })
    });
    let shown = progress.end(py, &told);
    match (broken, result) {
        (Some(error), _) => Err(error),
        (None, Some(Ok(result))) => {
            shown?;
            Ok(result?)
        }
        (None, Some(Err(panic))) => Err(fault(&*panic).into()),
        (None, None) => Err(fault(&()).into()),
    }
}

/// Work in a pool of its own: of the threads that are asked for, and whole in a
/// process that was forked, where the threads of a shared pool are gone.
pub fn pooled<T: Send>(threads: Option<usize>, work: impl FnOnce() -> T + Send) -> Result<T, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    let pool = pool
        .map_err(|why| Error::with_help(format!("no threads could be had: {why}"), "ask for fewer with threads=…"))?;
    Ok(pool.install(work))
}

/// A fault of ours, in words.
fn fault(panic: &(dyn Any + Send)) -> Error {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    let what = said.map_or(String::new(), |said| format!(": {said}"));
    Error::with_help(format!("this failed inside Framelens{what}"), "please report it, with the data if you can")
}
