using MigrationOrchestrator.Conversion.Feeds;

namespace MigrationOrchestrator.Conversion.Tests.Processes;

/// <summary>A converter written in .NET, as ours is: works on several threads, hashes with the native library, or eats memory.</summary>
internal static class DotNetTool
{
    public const string Word = "dotnet-tool";

    public static async Task<int> RunAsync(string[] arguments) => arguments switch
    {
        ["feed", var address] => await FeedAsync(address),
        ["convert", var input, var output] => Convert(input, output),
        ["eat", var mebibytes] => Eat(int.Parse(mebibytes, System.Globalization.CultureInfo.InvariantCulture)),
        _ => 2,
    };

    private static async Task<int> FeedAsync(string address)
    {
        Console.WriteLine((await FedConverter.RunAsync(address, CancellationToken.None)).GuestDigest);
        return 0;
    }

    private static int Convert(string input, string output)
    {
        byte[] bytes = File.ReadAllBytes(input);
        Parallel.For(0, 64, _ => System.Security.Cryptography.SHA256.HashData(bytes));
        File.WriteAllBytes(output, bytes);
        Console.WriteLine(System.Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));
        return 0;
    }

    private static int Eat(int mebibytes)
    {
        List<byte[]> eaten = [];
        for (int i = 0; i < mebibytes; i++)
        {
            byte[] one = new byte[1 << 20];
            Array.Fill(one, (byte)i);
            eaten.Add(one);
        }

        Console.WriteLine(eaten.Count);
        return 0;
    }
}
