# Name and TCP by nc, of which there are several, each with its own words.
N(){ command -v getent >/dev/null&&{ (T getent ahosts $1) >/dev/null 2>&1; [ $? = 124 ]&&echo d&&return; };
e=$(T nc -vz $1 $2 2>&1 </dev/null);
case $?$e in
0*) echo o;; 124*|142*|*"imed out"*|*TIMEOUT*) echo t;; *" refused"*) echo c;;
*"name resol"*|*"Try again"*) echo d;;
*"not known"*|*"No address"*|*"bad address"*|*"not resolve"*|*"nknown host"*) echo n;;
*" reset"*) echo r;; *nreach*|*"o route"*) echo u;; 127*|*" option"*) echo x;; *) echo f;;
esac; };
# Milliseconds only where date knows nanoseconds.
D(){ a=$(date +%s%N); case ${#a}$a in 19*N*);; 19*) echo $((a/1000000));; esac; };
M(){ b=$(D); x=$(Q "$@" 2>/dev/null); m=${b:+$(($(D)-b))}; };
