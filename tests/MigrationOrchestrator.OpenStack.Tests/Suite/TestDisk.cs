using System.Security.Cryptography;
using System.Text;

namespace MigrationOrchestrator.OpenStack.Tests.Suite;

/// <summary>A 4 MiB raw disk that boots on a BIOS as far as a halt, with data that no compression hides.</summary>
public sealed record TestDisk(byte[] Bytes)
{
    public string Sha512 { get; } = Convert.ToHexStringLower(SHA512.HashData(Bytes));

    public static TestDisk Create()
    {
        byte[] bytes = new byte[4 << 20];
        new Random(1).NextBytes(bytes.AsSpan(1 << 20));
        byte[] halt = [0xF4, 0xEB, 0xFD];
        halt.CopyTo(bytes, 0);
        Encoding.ASCII.GetBytes("suite").CopyTo(bytes, 16);
        (bytes[510], bytes[511]) = (0x55, 0xAA);
        return new TestDisk(bytes);
    }
}
