"""Examples in docstrings run, and the stub names what there is."""

import ast
import doctest
import inspect
import re

import framelens

from conftest import ROOT

STUB = ast.parse((ROOT / "python" / "framelens" / "__init__.pyi").read_text(encoding="utf-8"))


def public():
    for name in framelens.__all__:
        value = getattr(framelens, name)
        if not name.startswith("__") and callable(value):
            yield name, value
        if inspect.isclass(value) and not issubclass(value, Exception):
            for member, part in vars(value).items():
                if not member.startswith("_"):
                    yield f"{name}.{member}", getattr(value, member)


def test_examples_run():
    parser, runner = doctest.DocTestParser(), doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE)
    found = 0
    for name, value in public():
        test = parser.get_doctest(value.__doc__ or "", {}, name, None, None)
        found += len(test.examples)
        runner.run(test)
    assert runner.summarize(verbose=False).failed == 0 and found > 10


def test_everything_public_is_documented_and_in_the_stub():
    stubbed = set()
    for node in STUB.body:
        if isinstance(node, ast.ClassDef):
            members = (part.name for part in node.body if isinstance(part, ast.FunctionDef))
            stubbed |= {node.name} | {f"{node.name}.{member}" for member in members if not member.startswith("_")}
        elif isinstance(node, ast.FunctionDef):
            stubbed.add(node.name)
    names = {name for name, _ in public()}
    assert names == {name for name in stubbed if not name.startswith("_")}
    assert all(value.__doc__ for _, value in public())


def test_the_stub_has_the_keywords_of_the_functions():
    typed = {node.name: node for node in STUB.body if isinstance(node, ast.ClassDef)}
    common, comparing = ({part.target.id for part in typed[name].body} for name in ("_Keywords", "_Comparing"))
    for function in (framelens.annotate, framelens.concordance, framelens.compare):
        stubbed = common | comparing if function is framelens.compare else common
        told = set(re.findall(r"(\w+)=", function.__text_signature__)) - {"data"}
        assert told == stubbed, function
        for keyword in stubbed:
            try:
                function(*["occup*"] * (function is framelens.concordance), [], **{keyword: None})
            except framelens.Error:
                pass  # there are no articles, but the keyword is known
