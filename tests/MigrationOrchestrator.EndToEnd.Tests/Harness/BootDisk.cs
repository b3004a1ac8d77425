using System.Buffers.Binary;
using System.Text;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>A tiny disk that starts on any PC: its boot sector says a line on the first serial port and halts.</summary>
internal static class BootDisk
{
    public const string Line = "MIGRATED GUEST RUNS";

    private const int LoadedAt = 0x7C00;
    private const int Size = 16 << 20;

    private static readonly byte[] Code =
    [
        0x31, 0xC0, // xor ax, ax
        0x8E, 0xD8, // mov ds, ax
        0xBE, 0x00, 0x00, // mov si, text (filled in below)
        0xBA, 0xF8, 0x03, // mov dx, 0x3F8: the first serial port
        0xAC, // next: lodsb
        0x84, 0xC0, // test al, al
        0x74, 0x03, // jz halt
        0xEE, // out dx, al
        0xEB, 0xF8, // jmp next
        0xF4, // halt: hlt
        0xEB, 0xFD, // jmp halt
    ];

    /// <summary>Writes the disk as a raw image, with some data behind its first MiB.</summary>
    public static async Task WriteAsync(string path)
    {
        byte[] sector = new byte[512];
        Code.CopyTo(sector, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(sector.AsSpan(5), (ushort)(LoadedAt + Code.Length));
        Encoding.ASCII.GetBytes(Line + "\r\n").CopyTo(sector, Code.Length);
        sector[510] = 0x55;
        sector[511] = 0xAA;
        await using FileStream disk = File.Create(path);
        await disk.WriteAsync(sector);
        disk.Seek(1 << 20, SeekOrigin.Begin);
        byte[] data = new byte[3 << 20];
        new Random(1).NextBytes(data);
        await disk.WriteAsync(data);
        disk.SetLength(Size);
    }
}
