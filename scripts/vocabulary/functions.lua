-- Pure functions of plugins, by their names: iban.valid(r.account).
return host.functions()
