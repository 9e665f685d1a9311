"""Write the list for Windows Firewall: a PowerShell script that looks the names up when it runs.

``-RemoteAddress`` takes addresses only. Rules by name (New-NetFirewallDynamicKeywordAddress) would
need Microsoft Defender Antivirus with network protection, which not every company has; the script's
comments mention them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from actions.letters.destinations import SOURCE, Destination
from actions.letters.list_words import comments, head_comments
from kb.gateway import Gateways
from kb.language import Language

# Within the code only ASCII: Windows PowerShell 5.1 reads a file without a mark as ANSI.
_LOOP = """
foreach ($rule in $rules) {{
    $addresses = @(
        Resolve-DnsName -Name $rule.HostName -Type A_AAAA -ErrorAction SilentlyContinue |
            Where-Object {{ $_.IPAddress }} |
            Select-Object -ExpandProperty IPAddress -Unique
    )
    if ($addresses.Count -eq 0) {{
        Write-Warning "{no_address}: $($rule.HostName)"
        continue
    }}
    $name = "{source} $($rule.HostName)"
    Remove-NetFirewallRule -Name $name -ErrorAction SilentlyContinue
    New-NetFirewallRule -Name $name -DisplayName $name -Group '{source}' `
        -Direction Outbound -Action Allow -Protocol TCP `
        -RemotePort $rule.Ports -RemoteAddress $addresses | Out-Null
}}
"""
_NO_ADDRESS: Mapping[Language, str] = {
    Language.ENGLISH: "No address found, the rule stays as it was",
    Language.GERMAN: "Keine Adresse gefunden, die Regel bleibt, wie sie war",
}
_EXPLANATION: Mapping[Language, Sequence[str]] = {
    Language.ENGLISH: (
        "Rules of Windows Firewall take addresses, not host names. This script looks each name up "
        "and renews its rule; run it again regularly (Task Scheduler), because addresses change. "
        "Where a name has no address, its rule stays as it was.",
        "",
        "Windows lets outgoing connections pass unless the profile's default or a rule blocks "
        "them. These rules help where the default is to block; they do not override a rule that "
        "blocks.",
        "",
        "With Microsoft Defender Antivirus and network protection, rules by name are possible, "
        "too: New-NetFirewallDynamicKeywordAddress with -AutoResolve $true, and "
        "-RemoteDynamicKeywordAddresses in the rule.",
    ),
    Language.GERMAN: (
        "Regeln der Windows-Firewall nehmen Adressen, keine Hostnamen. Dieses Skript schlägt jeden "
        "Namen nach und erneuert dessen Regel; starten Sie es regelmäßig (Aufgabenplanung), denn "
        "Adressen ändern sich. Wo ein Name keine Adresse hat, bleibt die Regel, wie sie war.",
        "",
        "Windows lässt ausgehende Verbindungen durch, sofern nicht die Voreinstellung des Profils "
        "oder eine Regel sie blockiert. Diese Regeln helfen, wo die Voreinstellung blockiert; eine "
        "blockierende Regel heben sie nicht auf.",
        "",
        "Mit Microsoft Defender Antivirus und Netzwerkschutz gehen auch Regeln nach Namen: "
        "New-NetFirewallDynamicKeywordAddress mit -AutoResolve $true, und "
        "-RemoteDynamicKeywordAddresses in der Regel.",
    ),
}


def windows_rules(
    destinations: Sequence[Destination], gateways: Gateways, language: Language
) -> str:
    """Return a script that makes one outgoing rule a host; it may be run again at any time."""
    rules = []
    for each in destinations:
        rules += comments(["; ".join(each.purposes)], "    #")
        ports = ", ".join(map(str, each.all_ports))
        rules.append(f"    @{{ HostName = '{each.host}'; Ports = @({ports}) }}")
    lines = [
        "#Requires -RunAsAdministrator",
        *head_comments(destinations, gateways, language, "#"),
        "#",
        *comments(_EXPLANATION[language], "#"),
        "",
        "$rules = @(",
        *rules,
        ")",
    ]
    return "\n".join(lines) + _LOOP.format(source=SOURCE, no_address=_NO_ADDRESS[language])
