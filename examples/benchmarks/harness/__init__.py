"""Measures servlet servers side by side. One role per module:

build        makes what is measured                    scenarios  what is asked of the servers
tools        finds the programs that are needed        targets    what the answers have to be
processes    starts and ends child processes           rounds     measures a scenario in interleaved rounds
usage        reads what a process has used             startup    measures how servers start
servers      knows and runs the servers                syscalls   counts system calls
load         runs the load generators                  report     prints tables
quiet        clients that are slow or silent           machine    says what it all ran on
curves       measures how cost grows                   plot       draws that as SVG
"""
