using Nuka.Content.Hashing;
using Nuka.Launcher.Kernel;

namespace Nuka.Launcher.Roles;

/// <summary>
/// The name of a plan: BLAKE3 over a closed list of what the full program's decision depends on and what is not a file (specs/plan.md, the
/// key). Files are compared when the plan is opened.
/// </summary>
internal unsafe struct WarmKey
{
    private const nuint Capacity = 1 << 18;

    private byte* start;
    private nuint length;
    private bool full;

    /// <summary>Computes the key.</summary>
    /// <returns>Whether there is one: it depends on nothing that cannot be told.</returns>
    internal static bool Compute(FrontWords* front, byte** words, byte** environment, byte* state, byte* key)
    {
        WarmKey self = default;
        self.start = Memory.Take(Capacity);
        self.Add("nuka warm plan v1"u8);
        if (!self.AddMachine() || !self.AddProgram())
        {
            return false;
        }

        self.AddText(state);
        self.AddCount((uint)front->OwnCount);
        for (int i = 0; i < front->OwnCount; i++)
        {
            self.AddText(words[i]);
        }

        // What a command may see depends on which command it is; its arguments do not matter.
        self.AddText(front->Command[0] == null ? Bytes.Of("\0"u8) : front->Command[0]);
        self.AddVariables(environment);
        self.AddManagerVariables(environment);
        Blake3Portable.Hash(self.start, self.length, key);
        return !self.full;
    }

    /// <summary>This boot, this user, this directory.</summary>
    private bool AddMachine()
    {
        const int PathLimit = 4096;
        byte* text = stackalloc byte[PathLimit];
        long file = SystemCalls.Open(Bytes.Of("/proc/sys/kernel/random/boot_id"u8), 0);
        long read = file < 0 ? file : SystemCalls.ReadFull(file, text, 64);
        SystemCalls.Close(file);
        if (read <= 0)
        {
            return false;
        }

        AddBytes(text, (nuint)read);
        AddCount((uint)SystemCalls.Call(Number.GetUid));
        AddCount((uint)SystemCalls.Call(Number.GetGid));
        long path = SystemCalls.Call(Number.GetCwd, (long)text, PathLimit);
        if (path <= 0 || text[0] != (byte)'/')
        {
            return false;
        }

        AddText(text);
        return true;
    }

    /// <summary>This build: the executables themselves, by what the kernel says of them.</summary>
    private bool AddProgram()
    {
        FileFacts own = default;
        long file = SystemCalls.Open(Bytes.Of("/proc/self/exe"u8), SystemCalls.PathOnly);
        long result = file < 0 ? file : own.Read(file, Bytes.Of("\0"u8));
        SystemCalls.Close(file);
        AddBytes((byte*)&own, (nuint)sizeof(FileFacts));
        byte* program = FullProgram.Beside(Bytes.Of("nuka-cli"u8));
        FileFacts full = default;
        if (program != null && full.Read(SystemCalls.CurrentDirectory, program) == 0)
        {
            AddBytes((byte*)&full, (nuint)sizeof(FileFacts));
        }

        return result == 0;
    }

    private void AddVariables(byte** environment)
    {
        AddVariable(environment, "DBUS_SESSION_BUS_ADDRESS"u8);
        AddVariable(environment, "DBUS_SYSTEM_BUS_ADDRESS"u8);
        AddVariable(environment, "DISPLAY"u8);
        AddVariable(environment, "HOME"u8);
        AddVariable(environment, "LOGNAME"u8);
        AddVariable(environment, "NUKA_APT"u8);
        AddVariable(environment, "NUKA_STATE"u8);
        AddVariable(environment, "NUKA_STORE"u8);
        AddVariable(environment, "PATH"u8);
        AddVariable(environment, "PIPEWIRE_REMOTE"u8);
        AddVariable(environment, "PULSE_SERVER"u8);
        AddVariable(environment, "SHELL"u8);
        AddVariable(environment, "SSL_CERT_DIR"u8);
        AddVariable(environment, "SSL_CERT_FILE"u8);
        AddVariable(environment, "USER"u8);
        AddVariable(environment, "WAYLAND_DISPLAY"u8);
        AddVariable(environment, "XAUTHORITY"u8);
        AddVariable(environment, "XDG_CACHE_HOME"u8);
        AddVariable(environment, "XDG_CONFIG_HOME"u8);
        AddVariable(environment, "XDG_DATA_HOME"u8);
        AddVariable(environment, "XDG_RUNTIME_DIR"u8);
    }

    /// <summary>Variables of package managers. Shells hand on the environment in orders of their own, so the digests of all are added up.</summary>
    private void AddManagerVariables(byte** environment)
    {
        byte* prefixes = Bytes.Of(WarmPrefixes.All);
        byte* end = prefixes + WarmPrefixes.All.Length;
        ulong* sum = stackalloc ulong[4] { 0, 0, 0, 0 };
        ulong* digest = stackalloc ulong[4];
        for (; *environment != null; environment++)
        {
            for (byte* prefix = prefixes; prefix < end; prefix += Bytes.Length(prefix) + 1)
            {
                if (Bytes.Same(*environment, prefix, Bytes.Length(prefix)))
                {
                    Blake3Portable.Hash(*environment, Bytes.Length(*environment), (byte*)digest);
                    for (int i = 0; i < 4; i++)
                    {
                        sum[i] += digest[i];
                    }

                    break;
                }
            }
        }

        AddBytes((byte*)sum, 32);
    }

    private void AddVariable(byte** environment, System.ReadOnlySpan<byte> name)
    {
        byte* value = Bytes.Variable(environment, name);
        AddCount(value == null ? 0u : 1u);
        if (value != null)
        {
            AddText(value);
        }
    }

    private void Add(System.ReadOnlySpan<byte> text) => AddBytes(Bytes.Of(text), (nuint)text.Length);

    private void AddText(byte* text) => AddBytes(text, Bytes.Length(text));

    private void AddCount(uint value) => AddBytes((byte*)&value, 4);

    /// <summary>Each part with its length before it: no two lists of parts make the same bytes.</summary>
    private void AddBytes(byte* bytes, nuint count)
    {
        if (Capacity - length < count + 8)
        {
            full = true;
            return;
        }

        *(ulong*)(start + length) = count;
        Memory.Copy(start + length + 8, bytes, count);
        length += count + 8;
    }
}
