namespace Nuka.Graft.Finish;

/// <summary>
/// Compiles Python modules, as a program for the environment's own interpreter. The interpreter's <c>compileall</c> ends the same way where a
/// file is wrong and where the disk is full; what may be remembered and what not has to be told apart.
/// </summary>
internal static class BytecodeCompiler
{
    /// <summary>
    /// Takes directories; what each holds by name is compiled in a process of its own, forked from the same state: no unit can end the work of
    /// another, nor leave anything in the process (imported codecs, memory) that the next one's code is made with. A file that
    /// is no Python is left out; whatever else goes wrong is a failure, for it may be the machine's. 137 says that a unit was killed.
    /// </summary>
    internal const string Program = """
        import importlib.util, marshal, os, sys

        SKIPPED = {"__pycache__", "test", "tests", "idle_test"}


        def files(top):
            rest = [top]
            while rest:
                path = rest.pop()
                if os.path.isdir(path) and not os.path.islink(path):
                    names = sorted(os.listdir(path), reverse=True)
                    rest.extend(os.path.join(path, name) for name in names if name not in SKIPPED)
                elif path.endswith(".py") and os.path.isfile(path):
                    yield path


        def translate(path, source):
            try:
                code = compile(source, path, "exec", dont_inherit=True)
                # Flag 1: checked by nobody, for views have only one time.
                return importlib.util.MAGIC_NUMBER + b"\1\0\0\0" + importlib.util.source_hash(source) + marshal.dumps(code)
            except MemoryError:
                # The parser says so of what is nested too deep: it was the file's fault where memory is to be had.
                bytearray((64 << 20) + 64 * len(source))
                return None
            except OSError:
                raise
            except Exception:
                return None


        def compile_file(path):
            made = importlib.util.cache_from_source(path)
            folder = os.path.dirname(made)
            # Names that the file system would not take, and places where something else stands: all that is known by looking.
            if len(os.fsencode(os.path.basename(made))) > 255 or len(os.fsencode(made)) > 4000:
                return
            if os.path.lexists(folder) and (os.path.islink(folder) or not os.path.isdir(folder)):
                return
            if os.path.lexists(made) and (os.path.islink(made) or not os.path.isfile(made)):
                return
            with open(path, "rb") as file:
                data = translate(path, file.read())
            if data is not None:
                os.makedirs(folder, exist_ok=True)
                with open(made, "wb") as file:
                    file.write(data)


        def unit(path):
            child = os.fork()
            if child:
                return os.waitpid(child, 0)[1]
            try:
                for path in files(path):
                    compile_file(path)
                os._exit(0)
            except BaseException as error:
                print(ascii(path), ascii(error), flush=True)
            finally:
                os._exit(75)


        ends = [
            unit(os.path.join(top, name))
            for top in sys.argv[1:] for name in sorted(os.listdir(top))
            if name not in SKIPPED and (name.endswith(".py") or os.path.isdir(os.path.join(top, name)))
        ]
        sys.exit(137 if 9 in ends else 75 if any(ends) else 0)
        """;
}
