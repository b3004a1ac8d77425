using System.Text;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>Keeps all that a server answers: status, headers and bodies.</summary>
internal sealed class HeardAnswers() : DelegatingHandler(new SocketsHttpHandler { UseProxy = false })
{
    private readonly MemoryStream heard = new();

    /// <summary>Everything that was answered so far.</summary>
    public byte[] Bytes
    {
        get
        {
            lock (heard)
            {
                return heard.ToArray();
            }
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken);
        await answer.Content.LoadIntoBufferAsync(cancellationToken);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        lock (heard)
        {
            heard.Write(Encoding.UTF8.GetBytes($"{answer}\n"));
            heard.Write(body);
            heard.WriteByte((byte)'\n');
        }

        return answer;
    }
}
