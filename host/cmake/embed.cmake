# cs_embed(OUT symbol folder "files"): a C file in the build folder that holds the files as bytes, found by name:
#   const struct embedded_file { const char *name; const char *data; size_t size; } <symbol>_files[]; ends with a NULL name.
function(cs_embed out symbol folder files)
  set(target ${CMAKE_BINARY_DIR}/embedded/${symbol}.c)
  add_custom_command(
    OUTPUT ${target}
    COMMAND ${CMAKE_COMMAND} -DOUT=${target} -DSYMBOL=${symbol} -DFOLDER=${folder} "-DFILES=${files}"
            -P ${CMAKE_SOURCE_DIR}/host/cmake/embed_files.cmake
    DEPENDS ${files} ${CMAKE_SOURCE_DIR}/host/cmake/embed_files.cmake
    VERBATIM)
  set(${out} ${target} PARENT_SCOPE)
endfunction()
