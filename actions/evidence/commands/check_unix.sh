# One line to check ports from a Unix computer: what the bash and the nc command share.
# Stands between single quotes, so it holds none; no exclamation mark and no doubled backslash either, for the sake of
# other shells that it may be pasted into. Lines are joined by blanks. Letters: see result_code.py.
# What a server says may be hostile: no echo of it (dash unfolds backslashes), no word of it split, and F before it is shown.
set -f; export LC_ALL=C;
# At most 3 s, in a subshell: by timeout on Linux, by perl on macOS, which has no timeout.
T(){ command -v timeout >/dev/null && exec timeout 3 "$@"; exec perl -e "alarm 3;exec@ARGV" "$@"; };
P(){ printf "%s\n" "$o"; };
C(){ P|openssl x509 -noout "$@" 2>/dev/null; };
# Leaves ASCII without controls and backslash, and whole characters of scripts (not C2, E2, EF: C1 and marks of direction).
F(){ sed -E "$(printf "s/(([\303-\327]|([\341\343-\354]|\355[\200-\237])[\200-\277])[\200-\277])|[^] -[^-~]/\1341/g")"; };
@CONNECT@
# TLS. Where a certificate was seen, a bar and its issuer (organisation, else common name) follow the letter. Names, and
# what the server sends afterwards, begin no line before the certificate; an error there is a handshake that failed.
S(){ o=$({ (T openssl s_client -connect $1:$2 -servername $1) 2>&1 </dev/null; echo "=$?"; }|head -c 65536|tr -cd "\n -~");
e=$(P|sed -nE "/^-*BEGIN/q;/^[0-9A-Za-z]+:err/p");
case ${e:-=}$o in
=*"BEGIN CERT"*) v=$(P|sed -n "s/^ *Verify return code: //p"); a=$(C -text|sed -n "/Subject Al/{n;p;}"|tr A-Z a-z);
case ${v%% *} in 0) v=o;; 9|10) v=e;; *) v=i;; esac;
case $v$a, in i*|e*|*" dns:$1,"*|*" dns:*.${1#*.},"*);; *) v=w;; esac;
printf %s "$v|"; C -issuer -nameopt multiline,utf8,-esc_msb,-esc_ctrl|sed -n "s/^ *organizationName *= /1/p;s/^ *commonName *= /2/p"|sort|head -n1|cut -c2-41|F;;
*=124|*=142) echo s;;
*=127) echo x;;
*alert*) echo h;;
*"rong version"*|*"nknown proto"*|*"too long"*|*"http request"*) echo p;;
*errno=104*|*errno=54*|*eset*|*" eof "*|*"read 0 bytes"*) echo r;;
*) echo f;;
esac; };
Q(){ r=$(N $1 $2 2>&1); if [ $r$3 = o1 ]; then S $1 $2; else echo $r; fi; };
# One target: a line to be shown and one for the code; the number in front keeps their order.
p(){ M $3 $4 $5; r=${x%%"|"*}; i=; h=;
case $x in *"|"*) i=${x#*"|"}; h=/$(printf %s "$i"|od -An -v -tx1|tr -d " \n"); i=${i:+, $i};; esac;
w="|@WORDS@|"; w=${w#*"|$r:"}; w=${w%%"|"*};
printf "%sA%-@WIDTH@s%6s%7s  %s\n%sB%s\n" $1 $3 $4 "$m" "$w$i" $1 $2$r$m$h; };
o=$({ @PROBES@ wait; }|sort);
printf "%-@WIDTH@s%6s%7s  %s\n" "@HOST@" "@PORT@" "@MS@" "@RESULT@";
P|sed -n "s/^..A//p";
y=n; w=@NO@;
if [ "$http_proxy$https_proxy$HTTP_PROXY$HTTPS_PROXY$all_proxy$ALL_PROXY" ]||scutil --proxy 2>/dev/null|grep -Eq "(HTTPS?|ProxyAutoConfig)Enable : 1"; then y=y; w=@YES@; fi;
c=LOTSE@VERSION@-$(date -u +%y%m%d%H%M)-$(uname|cut -c1|tr A-Z a-z)$y; l=;
for t in $(P|sed -n "s/^..B//p"); do
case $t in */*) h=${t#*/}; [ "$h" = "$l" ]||c=$c-0$h; l=$h;; esac; c=$c-${t%%/*}; done;
s=$(printf %s "$c"|{ sha256sum||shasum -a 256||openssl dgst -sha256 -r; } 2>/dev/null|cut -c1-6);
printf "\n%s %s\n%s\n%s\n" "@PROXY@" $w "@PASTE@" "$c-$s"
