# Windows PowerShell 5.1 and PowerShell 7; lines are joined by blanks. Letters: see result_code.py.
& {
Set-StrictMode -Off; $ErrorActionPreference=0;
# A target, each in a thread and runspace of its own, where the certificate's callback may be a script too.
$f={ param($t)
$i,$h,$p,$l=$t -split ' '; $v=@{}; $r='d'; $k=[Diagnostics.Stopwatch]::StartNew();
try{$a=[Net.Dns]::GetHostAddressesAsync($h);
if($a.Wait(3000)){$r='t';
foreach($x in $a.Result){if(-not $d -or $x.AddressFamily -eq 2){$d=$x } };
$c=[Net.Sockets.TcpClient]::new($d.AddressFamily);
if($c.ConnectAsync($d,[int]$p).Wait(3000)){$r='o';
if($l -eq 1){$r='s'; $n=$c.GetStream(); $n.ReadTimeout=3000;
$s=[Net.Security.SslStream]::new($n,$false,{$v.i=$args[1].Issuer; $v.t="$($args[2].ChainStatus.Status)"; $v.e=[int]$args[3]; $true});
# TLS 1.2 by name on 5.1, whose own choice may be older; 7 chooses well.
$s.AuthenticateAsClient($h,$null,$(if($PSVersionTable.PSVersion.Major -gt 5){0}else{3072}),$false);
$q=$v.t -match '^(NotTimeValid ?)+$';
$r=if(($v.e -band 4) -and -not $q){'i'}elseif($q){'e'}elseif($v.e -band 2){'w'}else{'o'} } } } }
# Messages are in the language of Windows, so codes decide; AccessDenied is a rule of this computer's own firewall.
catch{$b=$_.Exception.GetBaseException();
try{$g=$c.Available } catch {};
$r=switch -regex ("$($b.SocketErrorCode)"){
'HostNotFound|NoData' {'n'; break}
'TryAgain|NoRecovery' {'d'; break}
'Refused|Denied' {'c'; break}
'TimedOut' {$r; break}
'Reset|Abort|Shutdown' {'r'; break}
'Unreach|Down' {'u'; break}
'^' {if($r -ne 's'){'f'}elseif($b -is [ComponentModel.Win32Exception] -or "$b" -match 'alert'){'h'}elseif($g -or "$b" -match 'frame|packet|version'){'p'}else{'r'} } } }
finally{if($c){$c.Close() } };
$o=''; foreach($x in 'O','CN'){if(-not $o -and $v.i -match ('(?:^|, )'+$x+'=(?:"([^"]*)"|([^,]*))')){$o="$($matches[1])$($matches[2])" -replace '[\p{C}\p{Zl}\p{Zp}]' -replace '(?<=^.{40}).+' } };
"$r|$($k.ElapsedMilliseconds)"+$(if($v.i){"|$o"}) };
$j=@(foreach($t in @TARGETS@){$p=[PowerShell]::Create().AddScript($f).AddArgument($t); @{t=$t;p=$p;a=$p.BeginInvoke()}});
$e=[DateTime]::UtcNow.AddSeconds(9);
$g=Get-ItemProperty 'HKCU:\Software\Microsoft\Windows\CurrentVersion\Internet Settings';
$y=$g.ProxyEnable -or $g.AutoConfigURL -or $env:HTTP_PROXY -or $env:HTTPS_PROXY -or $env:ALL_PROXY;
$c='LOTSE@VERSION@-'+[DateTime]::UtcNow.ToString('yyMMddHHmm',[cultureinfo]::InvariantCulture)+'-w'+$(if($y){'y'}else{'n'});
$w=@{@WORDS@}; $z='{0,-@WIDTH@}{1,6}{2,7}  {3}'; $l='';
$z -f '@HOST@','@PORT@','@MS@','@RESULT@';
foreach($q in $j){$d,$h,$p,$x=$q.t -split ' '; $r,$m,$i='x','',$null;
if($q.a.AsyncWaitHandle.WaitOne([int][Math]::Max(0,($e-[DateTime]::UtcNow).TotalMilliseconds))){$r,$m,$i="$($q.p.EndInvoke($q.a))" -split '\|',3 }else{ [void]$q.p.BeginStop($null,$null) };
$z -f $h,$p,$m,($w[$r]+$(if($i){", $i"}));
if('oewi'.Contains($r) -and $null -ne $i){$x=-join([Text.Encoding]::UTF8.GetBytes($i)|select -f 40|%{$_.ToString('x2')}); if($x -ne $l){$c+="-0$x" }; $l=$x };
$c+="-$d$r$m" };
''; '@PROXY@ '+$(if($y){'@YES@'}else{'@NO@'}); '@PASTE@';
$x=-join([Security.Cryptography.SHA256]::Create().ComputeHash([Text.Encoding]::ASCII.GetBytes($c))[0..2]|%{$_.ToString('x2')}); "$c-$x"
}
